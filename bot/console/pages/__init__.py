"""The pages of the console: one module a subject, functions from a visit to an answer."""
