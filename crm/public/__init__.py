"""The public page: what the office tells everybody, without an account."""
