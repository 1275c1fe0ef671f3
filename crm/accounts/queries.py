"""Every SELECT about people who log in."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Row, Select, bindparam, exists, select

from crm.extensions import db
from crm.models import User


def get(user_id: int) -> User | None:
    return db.session.scalar(_with_number(), {"number": user_id})


@cache
def _with_number() -> Select[User]:
    """Every page of every reader asks for this: it is built once."""
    return select(User).where(User.id == bindparam("number"))


def with_email(email: str) -> User | None:
    return db.session.scalar(select(User).where(User.email == email.strip().lower()))


def are_there_any() -> bool:
    return bool(db.session.scalar(select(exists().select_from(User))))


def active_people() -> Sequence[Row[int, str]]:
    """Number and name of those who may be given work, by name."""
    return db.session.execute(_active_people()).all()


@cache
def _active_people() -> Select[int, str]:
    active = select(User.id, User.name).where(User.is_active)
    return active.order_by(User.name_sort, User.id)


def everybody() -> Sequence[User]:
    """All accounts, those who have left last."""
    order = (User.is_active.desc(), User.name_sort, User.id)
    return db.session.scalars(select(User).order_by(*order)).all()
