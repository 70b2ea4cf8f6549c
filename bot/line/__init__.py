"""The coach in LINE: webhooks in, replies and pushes out, rich menu and set-up."""
