"""What a person has said about a file's columns comes back with the next file like it."""

import hashlib
from collections.abc import Sequence

from crm.extensions import db
from crm.imports import queries
from crm.imports.fields import NUMBER, VERSION, Subject
from crm.imports.planned import Asked
from crm.models import ImportColumns


def remembered(subject: Subject, header: Sequence[str], user_id: int) -> Asked | None:
    """What was said last; what the subject no longer has is left out."""
    kept = queries.columns_said(user_id, subject.what, _headings(header))
    if kept is None:
        return None
    known = {NUMBER, VERSION, *(item.name for item in subject.fields)}
    asked = Asked.from_kept(kept.said)
    columns = tuple(name if name in known else "" for name in asked.columns)
    return Asked(columns, asked.clears, asked.fallbacks, asked.day_first, asked.meanings)


def remember(subject: Subject, header: Sequence[str], asked: Asked, user_id: int) -> None:
    headings = _headings(header)
    kept = queries.columns_said(user_id, subject.what, headings)
    if kept is None:
        kept = ImportColumns(user_id=user_id, what=subject.what, headings=headings)
        db.session.add(kept)
    kept.said = asked.as_kept()


def _headings(header: Sequence[str]) -> str:
    """What stands for those headings: they may be long, and many."""
    return hashlib.sha256("\n".join(header).encode()).hexdigest()
