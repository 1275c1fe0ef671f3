"""A notice that offers to take an act back."""

from flask import flash

UNDO_ACT = "batch-"
"""How the category of such a notice begins; the act's number follows."""


def say_done(batch_id: int, message: str) -> None:
    """Tell what was done, with the way to undo all of it."""
    flash(message, f"{UNDO_ACT}{batch_id}")
