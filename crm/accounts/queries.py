"""Every SELECT about people who log in."""

from collections.abc import Sequence

from sqlalchemy import Row, exists, select

from crm.extensions import db
from crm.models import User


def get(user_id: int) -> User | None:
    return db.session.get(User, user_id)


def with_email(email: str) -> User | None:
    return db.session.scalar(select(User).where(User.email == email.strip().lower()))


def are_there_any() -> bool:
    return bool(db.session.scalar(select(exists().select_from(User))))


def active_people() -> Sequence[Row[int, str]]:
    """Number and name of those who may be given work, by name."""
    active = select(User.id, User.name).where(User.is_active)
    return db.session.execute(active.order_by(User.name_sort, User.id)).all()


def everybody() -> Sequence[User]:
    """All accounts, those who have left last."""
    order = (User.is_active.desc(), User.name_sort, User.id)
    return db.session.scalars(select(User).order_by(*order)).all()
