"""The tasks: what has to be done next."""
