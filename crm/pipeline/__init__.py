"""The way of a prospect: from the first contact until it signs, or nothing came of it."""
