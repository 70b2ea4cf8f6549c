"""Whole conversations as Markdown."""
