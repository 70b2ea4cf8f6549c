"""Prompts: what a human coach asks a team, each person once, and what became of it."""
