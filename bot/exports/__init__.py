"""Documents of what an officer told: one value that holds all they may say, and their makers."""
