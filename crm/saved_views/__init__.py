"""Lists kept under a name."""
