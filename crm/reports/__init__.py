"""What the office has with whom, in figures: each leads to the list that it counts."""
