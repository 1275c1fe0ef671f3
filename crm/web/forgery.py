"""The token against forged requests, which each form holds."""

from flask import session
from flask_wtf.csrf import generate_csrf

from crm.models.token import new_token


def csrf_token() -> str:
    """Of this browser's session. Flask-WTF would begin it with a digest by SHA-1, which nobody
    should have to weigh."""
    session.setdefault("csrf_token", new_token())
    return str(generate_csrf())
