"""What was deleted, and how it comes back."""
