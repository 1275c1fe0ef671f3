"""Every SELECT about a saved view. The side bar's come with its reader: `accounts/queries.py`."""

from collections.abc import Collection, Sequence

from sqlalchemy import or_, select

from crm.database import AnyRow
from crm.extensions import db, fetch
from crm.models import SavedView, ViewChoice


def get_own(view_id: int, user_id: int) -> SavedView | None:
    own = select(SavedView).where(SavedView.id == view_id, SavedView.user_id == user_id)
    return db.session.scalar(own)


def get_seen(view_id: int, user_id: int) -> SavedView | None:
    """One's own, or one that is shared."""
    return db.session.scalar(
        select(SavedView).where(
            SavedView.id == view_id, or_(SavedView.user_id == user_id, SavedView.is_shared)
        )
    )


def own_named(user_id: int, room: str, name: str) -> SavedView | None:
    named = (SavedView.user_id == user_id, SavedView.room == room, SavedView.name == name)
    return db.session.scalar(select(SavedView).where(*named))


def choice(view_id: int, user_id: int) -> ViewChoice | None:
    """What that person makes of it."""
    made = (ViewChoice.view_id == view_id, ViewChoice.user_id == user_id)
    return db.session.scalar(select(ViewChoice).where(*made))


def home_of(user_id: int) -> ViewChoice | None:
    """The one that is their first page."""
    home = (ViewChoice.user_id == user_id, ViewChoice.is_home)
    return db.session.scalar(select(ViewChoice).where(*home))


def followed(user_ids: Collection[int]) -> Sequence[AnyRow]:
    """The views of whose new records these people are told, by person and name; `id` is the number
    of the choice."""
    is_seen = or_(SavedView.user_id == ViewChoice.user_id, SavedView.is_shared)
    statement = (
        select(
            ViewChoice.id,
            ViewChoice.user_id,
            ViewChoice.view_id,
            SavedView.name,
            SavedView.room,
            SavedView.query,
        )
        .join(SavedView, SavedView.id == ViewChoice.view_id)
        .where(ViewChoice.user_id.in_(user_ids), ViewChoice.tells, is_seen)
    )
    return fetch(statement.order_by(ViewChoice.user_id, SavedView.name, ViewChoice.id))
