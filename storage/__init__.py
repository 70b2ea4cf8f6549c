"""What is remembered: one port (a unit of work), its engines, and the audit chain."""
