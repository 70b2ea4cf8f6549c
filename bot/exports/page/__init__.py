"""Pages for everybody: is this document genuine, and an officer's own link to theirs."""
