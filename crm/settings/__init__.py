"""What people set for themselves, and who may come in."""
