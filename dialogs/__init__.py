"""How the coach listens and talks: pure functions on values."""
