"""What administrators set: people and agreement types."""
