"""The same two-question interview by the libraries people would otherwise use, in memory."""
