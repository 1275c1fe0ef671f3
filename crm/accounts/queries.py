"""Every SELECT about people who log in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    TextClause,
    and_,
    bindparam,
    exists,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import aliased, joinedload, selectinload

from crm.database import AnyRow, AnySelect, one_of
from crm.extensions import db, fetch, fetch_by_one_plan
from crm.models import (
    AccountLink,
    Agreement,
    Confidential,
    Enquiry,
    EnquiryStatus,
    ExportColumns,
    FactorRule,
    FirstPage,
    LinkKind,
    Office,
    Partner,
    Proposal,
    ResetWish,
    Review,
    ReviewStage,
    Role,
    SavedView,
    Suggestion,
    SuggestionStatus,
    User,
    UserSession,
    ViewChoice,
)
from crm.models.proposal import WAITING
from crm.models.user import Account
from crm.models.user_session import CONFIRMED_FOR, Limits
from crm.seeing import HIDDEN, Eyes, seeing_all

MOST_VIEWS = 50

_COMES = "(SELECT user_session.user_id FROM user_session WHERE user_session.token_digest = :digest)"


def get(user_id: int) -> User | None:
    return db.session.get(User, user_id)


@dataclass(frozen=True)
class Member(Account):
    """Who asks for a page: read past the ORM, and still there when a session is rolled back."""

    id: int
    name: str
    role: Role
    language: str | None
    uses_keys: bool
    first_page: FirstPage | None
    is_active: bool


@dataclass(frozen=True)
class Login:
    """The session by which they come."""

    id: int
    began_at: datetime
    seen_at: datetime
    confirmed_at: datetime

    def is_confirmed(self, moment: datetime) -> bool:
        """Whether the password was typed lately enough for what is dangerous."""
        return moment - self.confirmed_at < CONFIRMED_FOR


@dataclass(frozen=True)
class Waiting:
    """How much from outside waits for the office, and for the reader alone."""

    proposals: int
    suggestions: int
    enquiries: int
    recommendations: int
    """Those of academic leads, for the reader's own agreements."""


@dataclass(frozen=True)
class AtTheDoor:
    """Who comes, and what the side bar of each page shows them."""

    member: Member
    login: Login
    waiting: Waiting
    views: Sequence[AnyRow]
    """Their own saved views and those that others share, by list and name."""

    owes_factor: bool
    """Whether they have to set up a second factor before anything else."""

    narrowed: frozenset[str]
    """The lists whose exports carry the columns that they have chosen."""

    head: str | None
    """The seal of the history's last line: as long as it is the same, no record was changed."""

    eyes: Eyes
    """What they may see."""


def at_the_door(digest: str) -> AtTheDoor | None:
    """Whose session it is that has the token of that digest; None when there is no such session.
    Whether it is over is for the caller to see."""
    with seeing_all():  # who looks is what is asked here
        rows = fetch_by_one_plan(_at_the_door(), digest=digest)
    if not rows:
        return None
    first = rows[0]
    return AtTheDoor(
        Member(
            id=first.number,
            name=first.member,
            role=first.role,
            language=first.language,
            uses_keys=first.uses_keys,
            first_page=first.first_page,
            is_active=first.is_active,
        ),
        Login(first.login, first.began_at, first.login_seen_at, first.confirmed_at),
        Waiting(first.proposals, first.suggestions, first.enquiries, first.recommendations),
        [row for row in rows if row.id is not None],
        first.factor_for is not None
        and not first.has_factor
        and FactorRule(first.factor_for).asks(first.role),
        frozenset((first.narrowed or "").split()),
        first.head,
        Eyes(first.number, first.is_closed_to),
    )


@cache
def _at_the_door() -> AnySelect:
    """Every page of every reader asks for this: it is one statement, and built once."""
    proposals = select(func.count()).select_from(Proposal).where(one_of(Proposal.status, WAITING))
    proposals = proposals.where(_known("proposal"))
    suggestions = select(func.count()).select_from(Suggestion)
    # Not as a parameter: a partial index is about this value, and SQLite would plan the statement
    # anew for each page, to see whether the parameter is still the same.
    pending: ColumnElement[Any] = literal_column(f"'{SuggestionStatus.PENDING.value}'")
    suggestions = suggestions.where(Suggestion.status == pending, _known("suggestion"))
    enquiries = select(func.count()).select_from(Enquiry)
    enquiries = enquiries.where(one_of(Enquiry.status, (EnquiryStatus.RECEIVED,)))
    owner = aliased(User)
    # Of all lines, which tells nothing, so that it need not be asked which ones are hidden.
    head: AnySelect = select(literal_column("change.digest")).select_from(text("change"))
    head = head.order_by(text("change.id DESC")).limit(1)
    is_home = func.coalesce(ViewChoice.is_home, false())
    tells = func.coalesce(ViewChoice.tells, false())
    is_seen = or_(SavedView.user_id == User.id, SavedView.is_shared)
    return (
        select(
            User.id.label("number"),
            User.name.label("member"),
            User.role,
            User.language,
            User.uses_keys,
            User.first_page,
            User.is_active,
            User.has_factor,
            UserSession.id.label("login"),
            UserSession.began_at,
            UserSession.seen_at.label("login_seen_at"),
            UserSession.confirmed_at,
            proposals.scalar_subquery().label("proposals"),
            suggestions.scalar_subquery().label("suggestions"),
            enquiries.scalar_subquery().label("enquiries"),
            _recommendations().scalar_subquery().label("recommendations"),
            select(Office.factor_for).scalar_subquery().label("factor_for"),
            _narrowed().scalar_subquery().label("narrowed"),
            head.scalar_subquery().label("head"),
            _is_closed_to().label("is_closed_to"),
            SavedView.id,
            SavedView.room,
            SavedView.name,
            SavedView.query,
            SavedView.user_id,
            owner.name.label("owner"),
            is_home.label("is_home"),
            tells.label("tells"),
        )
        .join(UserSession, UserSession.user_id == User.id)
        .outerjoin(SavedView, is_seen)
        .outerjoin(owner, owner.id == SavedView.user_id)
        .outerjoin(
            ViewChoice, and_(ViewChoice.view_id == SavedView.id, ViewChoice.user_id == User.id)
        )
        .where(UserSession.token_digest == bindparam("digest"))
        .order_by(SavedView.room, SavedView.name, SavedView.id)
        .limit(literal_column(str(MOST_VIEWS)))
    )


def _known(table: str) -> TextClause:
    """Whether the row of that table is not hidden from whoever comes."""
    return text(HIDDEN[table].clause(_COMES))


def _is_closed_to() -> ColumnElement[bool]:
    """Whether anything at all is hidden from them."""
    numbers = text(HIDDEN["agreement"].numbers.format(reader=_COMES))
    return exists(numbers.columns(Confidential.agreement_id))


def _narrowed() -> AnySelect:
    """The rooms of the lists for which the reader has chosen the columns of exports."""
    rooms = select(func.aggregate_strings(ExportColumns.room, " "))
    return rooms.where(ExportColumns.user_id == User.id).correlate(User)


def _recommendations() -> AnySelect:
    """How many have come for reviews that the reader has still to evaluate."""
    # The owner as a scalar: the few reviews come first, not the reader's many agreements.
    owner = select(Agreement.owner_id).where(Agreement.id == Review.agreement_id)
    return (
        select(func.count())
        .select_from(Review)
        .where(
            one_of(Review.stage, (ReviewStage.TO_DO, ReviewStage.EVALUATING)),
            Review.recommended_on.is_not(None),
            owner.scalar_subquery() == User.id,
        )
        .correlate(User)
    )


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
    """Whether another administrator may log in."""
    others = select(User.id).where(User.role == Role.ADMIN, User.is_active, User.id != user_id)
    return bool(db.session.scalar(select(others.exists())))


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


def everybody() -> Sequence[User]:
    """All accounts, those who have left last."""
    order = (User.is_active.desc(), User.name_sort, User.id)
    return db.session.scalars(select(User).order_by(*order)).all()
