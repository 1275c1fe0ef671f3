"""Drafts of agreements: Word templates with fields, and filling them."""
