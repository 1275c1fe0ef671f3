"""The school's own units, which agreements cover."""
