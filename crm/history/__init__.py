"""The history: what was changed, by whom, when, and by which way."""
