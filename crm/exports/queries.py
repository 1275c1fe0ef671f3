"""Every SELECT about the columns of exports."""

from sqlalchemy import select

from crm.extensions import db
from crm.models import ExportColumns


def columns_chosen(user_id: int | None, room: str) -> ExportColumns | None:
    """What that person wants in the exports of the list; None for all of it."""
    own = (ExportColumns.user_id == user_id, ExportColumns.room == room)
    return db.session.scalar(select(ExportColumns).where(*own))
