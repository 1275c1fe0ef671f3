"""The kinds of agreement that the office makes, as administrators set them."""
