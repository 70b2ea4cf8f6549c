"""The tests mirror the four rooms."""
