"""The way of a prospect."""
