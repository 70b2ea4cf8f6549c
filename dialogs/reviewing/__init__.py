"""Reviews: what humans decide about a submitted draft; pure, like the rest of ``dialogs``."""
