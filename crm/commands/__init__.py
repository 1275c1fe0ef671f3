"""One file a command: parse, call an action or operation, commit, print."""
