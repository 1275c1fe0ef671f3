"""Every SELECT about saved views."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import bindparam, or_, select

from crm.database import AnyRow, AnySelect
from crm.extensions import db
from crm.models import SavedView, User


def seen_by(user_id: int) -> Sequence[AnyRow]:
    """One's own views and those that others share, by list and name."""
    return db.session.execute(_seen_by(), {"user": user_id}).all()


@cache
def _seen_by() -> AnySelect:
    return (
        select(
            SavedView.id,
            SavedView.room,
            SavedView.name,
            SavedView.query,
            SavedView.is_shared,
            SavedView.user_id,
            User.name.label("owner"),
        )
        .join(User, User.id == SavedView.user_id)
        .where(or_(SavedView.user_id == bindparam("user"), SavedView.is_shared))
        .order_by(SavedView.room, SavedView.name, SavedView.id)
        .limit(50)
    )


def get_own(view_id: int, user_id: int) -> SavedView | None:
    own = select(SavedView).where(SavedView.id == view_id, SavedView.user_id == user_id)
    return db.session.scalar(own)


def own_named(user_id: int, room: str, name: str) -> SavedView | None:
    named = (SavedView.user_id == user_id, SavedView.room == room, SavedView.name == name)
    return db.session.scalar(select(SavedView).where(*named))
