"""Tokens of links: what makes one that nobody guesses, and what is kept of it."""

import hashlib
import secrets


def new_token() -> str:
    """256 random bits, as signs that need no quoting in an address."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    """What the database keeps of a token: enough to know it again, not to make the link."""
    return hashlib.sha256(token.encode()).hexdigest()
