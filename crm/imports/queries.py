"""Every SELECT about what was said of files before."""

from sqlalchemy import select

from crm.extensions import db
from crm.models import ImportColumns


def columns_said(user_id: int, what: str, headings: str) -> ImportColumns | None:
    """What that person has said of the last file with just those headings."""
    said = select(ImportColumns).where(
        ImportColumns.user_id == user_id,
        ImportColumns.what == what,
        ImportColumns.headings == headings,
    )
    return db.session.scalar(said)
