"""A notice that offers to take an act back."""

from flask import flash

from crm.history import queries

UNDO_ACT = "batch-"
"""How the category of such a notice begins; the act's number follows."""


def say_done(batch_id: int, message: str) -> None:
    """Tell what was done, with the way to undo all of it, unless something in it is hidden from
    who has done it."""
    flash(message, f"{UNDO_ACT}{batch_id}" if queries.is_shown(batch_id) else "message")
