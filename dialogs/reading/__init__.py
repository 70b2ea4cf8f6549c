"""Reading Thai: what officers type, as intents, findings and plans."""
