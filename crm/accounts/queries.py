"""Every SELECT about people who log in."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import (
    exists,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload, selectinload

from crm.database import AnyRow, AnySelect
from crm.extensions import db, fetch
from crm.models import (
    AccountLink,
    Agreement,
    Confidential,
    LinkKind,
    Obligation,
    Office,
    Partner,
    ResetWish,
    Role,
    Task,
    User,
    UserSession,
)
from crm.models.numbers import hold_writing
from crm.models.password_digest import NOW
from crm.models.user_session import Limits


def get(user_id: int) -> User | None:
    return db.session.get(User, user_id)


def sessions_of(user_id: int, limits: Limits, moment: datetime) -> Sequence[AnyRow]:
    """The sessions of that person that are not over, the one used last first."""
    statement = select(
        UserSession.id, UserSession.device, UserSession.began_at, UserSession.seen_at
    ).where(
        UserSession.user_id == user_id,
        UserSession.seen_at > moment - limits.idle,
        UserSession.began_at > moment - limits.longest,
    )
    return fetch(statement.order_by(UserSession.seen_at.desc(), UserSession.id.desc()))


def with_email(email: str) -> User | None:
    return db.session.scalar(select(User).where(User.email == typed(email)))


def are_there_old_digests() -> bool:
    """Whether any account has a digest of its password that would be made otherwise today."""
    old = User.password_hash.not_like(f"{NOW}%") & (User.password_hash != "")
    return bool(db.session.scalar(select(exists().where(old))))


def link_of(user_id: int, kind: LinkKind) -> AccountLink | None:
    """The one of that kind, open or not."""
    statement = select(AccountLink).where(AccountLink.user_id == user_id, AccountLink.kind == kind)
    return db.session.scalar(statement)


def links_of(user_id: int) -> Sequence[AccountLink]:
    statement = select(AccountLink).where(AccountLink.user_id == user_id)
    return db.session.scalars(statement.order_by(AccountLink.id)).all()


def link_with(digest: str) -> AccountLink | None:
    """The link whose token has that digest, with its person, as it is now."""
    statement = select(AccountLink).where(AccountLink.token_digest == digest)
    loads = statement.options(joinedload(AccountLink.user))
    return db.session.scalar(loads.execution_options(populate_existing=True))


def has_other_admins(user_id: int) -> bool:
    """Whether another administrator may log in. It stays true until the transaction ends: whoever
    takes a role away meanwhile waits."""
    hold_writing(db.session.connection())
    admins = select(User.id).where(User.role == Role.ADMIN, User.is_active).order_by(User.id)
    return any(number != user_id for number in db.session.scalars(admins.with_for_update()))


def wishes(limit: int) -> Sequence[int]:
    """The numbers of what was asked for under *Forgot your password?*, oldest first."""
    return db.session.scalars(select(ResetWish.id).order_by(ResetWish.id).limit(limit)).all()


def latest_site() -> str | None:
    """The address by which an administrator has come in last. What others called this server in
    their requests is theirs to say, and not for the mail of somebody else."""
    known = select(User.site).where(User.site.is_not(None), User.role == Role.ADMIN)
    order = (User.last_seen_at.desc().nulls_last(), User.id)
    return db.session.scalar(known.order_by(*order).limit(1))


def typed(email: str) -> str:
    """The address as accounts have it."""
    return email.strip().lower()


def office_names() -> list[str]:
    """What the office calls itself, in either language."""
    return [name for row in fetch(select(Office.name_en, Office.name_zh)) for name in row if name]


SHORTEST_NAME = 3
"""Fewer signs of a partner's name in a password are chance."""


def partner_names_in(typed: str) -> Sequence[str]:
    """The names of partners that stand in the text, in small letters and without blanks. The text
    has neither."""
    whole = literal(typed)
    names = [
        func.replace(func.lower(name), " ", "")
        for name in (Partner.name_en, Partner.name_zh, Partner.short_name)
    ]
    return db.session.scalars(
        union_all(
            *(
                select(name).where(
                    func.length(name) >= SHORTEST_NAME, func.replace(whole, name, "") != whole
                )
                for name in names
            )
        )
    ).all()


def are_there_any() -> bool:
    return bool(db.session.scalar(select(exists().select_from(User))))


def active_people() -> Sequence[AnyRow]:
    """Number and name of those who may be given work, by name."""
    return fetch(_active_people())


def people_numbered(numbers: Iterable[int]) -> Sequence[AnyRow]:
    """Number and name of those people, those who have left as well."""
    asked = select(User.id, User.name).where(User.id.in_(list(numbers)))
    return db.session.execute(asked.order_by(User.id)).all()


def people_and_addresses() -> Sequence[AnyRow]:
    """Everybody with name and address, those who are gone as well."""
    return fetch(select(User.id, User.name, User.email).order_by(User.is_active.desc(), User.id))


@cache
def _active_people() -> AnySelect:
    active = select(User.id, User.name).where(User.is_active)
    return active.order_by(User.name_sort, User.id)


def left_behind() -> Sequence[Confidential]:
    """Confidential agreements of which nobody is left who may see them."""
    here = Confidential.readers.any(User.is_active)
    found = select(Confidential).where(~here).order_by(Confidential.id)
    return db.session.scalars(found.options(selectinload(Confidential.readers))).all()


def in_hand(user_id: int) -> AnyRow:
    """How many partners, agreements, open tasks and obligations are that person's."""
    theirs = {
        "partners": Partner.owner_id == user_id,
        "agreements": Agreement.owner_id == user_id,
        "tasks": (Task.assignee_id == user_id) & Task.done_at.is_(None),
        "obligations": Obligation.owner_id == user_id,
    }
    counted = (
        select(func.count()).where(those).scalar_subquery().label(what)
        for what, those in theirs.items()
    )
    return db.session.execute(select(*counted)).one()


def everybody() -> Sequence[User]:
    """All accounts, those who have left last."""
    order = (User.is_active.desc(), User.name_sort, User.id)
    return db.session.scalars(select(User).order_by(*order)).all()
