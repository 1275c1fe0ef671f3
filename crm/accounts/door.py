"""Who comes with a session, and what each page shows them beside what it is about."""

from collections.abc import Sequence
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
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.orm import aliased

from crm.database import AnyRow, AnySelect
from crm.expressions import one_of, put_together
from crm.extensions import fetch_by_one_plan
from crm.frozen import Frozen
from crm.models import (
    Agreement,
    Confidential,
    Enquiry,
    EnquiryStatus,
    ExportColumns,
    FactorRule,
    FirstPage,
    Office,
    Proposal,
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
from crm.models.user_session import CONFIRMED_FOR
from crm.seeing import HIDDEN, Eyes, seeing_all

MOST_VIEWS = 50

Columns = tuple[Any, ...]
"""What a statement reads: attributes of models, counts, whole questions in brackets."""

_COMES = "(SELECT user_session.user_id FROM user_session WHERE user_session.token_digest = :digest)"


class Member(Account, Frozen):
    """Who asks for a page: read past the ORM, and still there when a session is rolled back."""

    id: int
    name: str
    role: Role
    language: str | None
    uses_keys: bool
    first_page: FirstPage | None
    is_active: bool


class Login(Frozen):
    """The session by which they come."""

    id: int
    began_at: datetime
    seen_at: datetime
    confirmed_at: datetime

    def is_confirmed(self, moment: datetime) -> bool:
        """Whether the password was typed lately enough for what is dangerous."""
        return moment - self.confirmed_at < CONFIRMED_FOR


class Waiting(Frozen):
    """How much from outside waits for the office, and for the reader alone."""

    proposals: int
    suggestions: int
    enquiries: int
    recommendations: int
    """Those of academic leads, for the reader's own agreements."""


class AtTheDoor(Frozen):
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
    owner = aliased(User)
    is_seen = or_(SavedView.user_id == User.id, SavedView.is_shared)
    chosen = and_(ViewChoice.view_id == SavedView.id, ViewChoice.user_id == User.id)
    return (
        select(*_of_the_member(), *_of_what_waits(), *_of_the_office(), *_of_a_view(owner))
        .join(UserSession, UserSession.user_id == User.id)
        .outerjoin(SavedView, is_seen)
        .outerjoin(owner, owner.id == SavedView.user_id)
        .outerjoin(ViewChoice, chosen)
        .where(UserSession.token_digest == bindparam("digest"))
        .order_by(SavedView.room, SavedView.name, SavedView.id)
        .limit(literal_column(str(MOST_VIEWS)))
    )


def _of_the_member() -> Columns:
    return (
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
    )


def _of_what_waits() -> Columns:
    """How many of each came from outside and wait for an answer, of those that they may see."""
    proposals = select(func.count()).select_from(Proposal).where(one_of(Proposal.status, WAITING))
    proposals = proposals.where(_known("proposal"))
    suggestions = select(func.count()).select_from(Suggestion)
    # Not as a parameter: a partial index is about this value, and SQLite would plan the statement
    # anew for each page, to see whether the parameter is still the same.
    pending: ColumnElement[Any] = literal_column(f"'{SuggestionStatus.PENDING.value}'")
    suggestions = suggestions.where(Suggestion.status == pending, _known("suggestion"))
    enquiries = select(func.count()).select_from(Enquiry)
    enquiries = enquiries.where(one_of(Enquiry.status, (EnquiryStatus.RECEIVED,)))
    return (
        proposals.scalar_subquery().label("proposals"),
        suggestions.scalar_subquery().label("suggestions"),
        enquiries.scalar_subquery().label("enquiries"),
        _recommendations().scalar_subquery().label("recommendations"),
    )


def _of_the_office() -> Columns:
    # Of all lines, which tells nothing, so that it need not be asked which ones are hidden.
    head: AnySelect = select(literal_column("change.digest")).select_from(text("change"))
    head = head.order_by(text("change.id DESC")).limit(1)
    return (
        select(Office.factor_for).scalar_subquery().label("factor_for"),
        _narrowed().scalar_subquery().label("narrowed"),
        head.scalar_subquery().label("head"),
        _is_closed_to().label("is_closed_to"),
    )


def _of_a_view(owner: type[User]) -> Columns:
    return (
        SavedView.id,
        SavedView.room,
        SavedView.name,
        SavedView.query,
        SavedView.user_id,
        owner.name.label("owner"),
        func.coalesce(ViewChoice.is_home, false()).label("is_home"),
        func.coalesce(ViewChoice.tells, false()).label("tells"),
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
    rooms = select(put_together(ExportColumns.room, " "))
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
