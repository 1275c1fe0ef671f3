"""Every SELECT about a saved view. The side bar's come with its reader: `accounts/queries.py`."""

from sqlalchemy import select

from crm.extensions import db
from crm.models import SavedView


def get_own(view_id: int, user_id: int) -> SavedView | None:
    own = select(SavedView).where(SavedView.id == view_id, SavedView.user_id == user_id)
    return db.session.scalar(own)


def own_named(user_id: int, room: str, name: str) -> SavedView | None:
    named = (SavedView.user_id == user_id, SavedView.room == room, SavedView.name == name)
    return db.session.scalar(select(SavedView).where(*named))
