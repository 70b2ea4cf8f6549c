"""Everything that touches the world: channels, commands, models, files."""
