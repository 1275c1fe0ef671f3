"""Every SELECT about people who log in."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Row, Select, bindparam, exists, func, select

from crm.extensions import db
from crm.models import Proposal, User
from crm.models.proposal import WAITING


def get(user_id: int) -> User | None:
    return db.session.get(User, user_id)


def at_the_door(user_id: int) -> tuple[User | None, int]:
    """Who comes, and how many proposals wait for the office: the menu of each page says it."""
    found = db.session.execute(_at_the_door(), {"number": user_id}).one_or_none()
    return (None, 0) if found is None else (found[0], found[1])


@cache
def _at_the_door() -> Select[User, int]:
    """Every page of every reader asks for this: it is one statement, and built once."""
    waiting = select(func.count()).select_from(Proposal).where(Proposal.status.in_(WAITING))
    return select(User, waiting.scalar_subquery()).where(User.id == bindparam("number"))


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
