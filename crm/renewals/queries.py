"""Every SELECT of the renewals desk."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Exists, case, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from crm.agreements.outcomes import comes_up, stands_alone
from crm.agreements.queries import rows
from crm.agreements.standings import standing_on
from crm.database import AnyRow, AnySelect
from crm.expressions import DaysBefore
from crm.extensions import db, fetch
from crm.frozen import Frozen
from crm.models import Agreement, Decision, Renewal, Review, Stage
from crm.models.deciding import Respite, respite_of
from crm.renewals.urgency import QUARTER, Urgency, this_quarter, within


def needs_decision() -> ColumnElement[bool]:
    """Signed, and nobody has said yet what becomes of it at its end or at its next review.

    One without an end whose type has no reviews never comes up.
    """
    is_signed = Agreement.stage == Stage.SIGNED
    return Agreement.decision.is_(None) & is_signed & comes_up()


def end_is_unknown() -> ColumnElement[bool]:
    """Waiting for a decision, though nobody knows by when."""
    return needs_decision() & Agreement.ends_on.is_(None) & Agreement.is_endless.is_(False)


def ended_undecided(day: date) -> ColumnElement[bool]:
    """Its end passed before anybody decided, and no other agreement follows it."""
    return needs_decision() & (Agreement.ends_on < day) & ~_is_followed()


def renewed_undecided() -> ColumnElement[bool]:
    """It renewed by itself, since nobody had said yes or no."""
    by_itself = select(Review.agreement_id).where(
        Review.renewed_to.is_not(None), Review.decision.is_(None)
    )
    return Agreement.id.in_(by_itself)


def lapsed_in_renewal(day: date) -> ColumnElement[bool]:
    """It was to be renewed, and ended before another agreement followed it."""
    to_renew = (Agreement.decision == Decision.RENEW) & (Agreement.stage == Stage.SIGNED)
    return to_renew & (Agreement.ends_on < day) & stands_alone() & ~_is_followed()


def missed(day: date) -> ColumnElement[bool]:
    """Whatever ended, or went on, without the office having decided and acted in time."""
    # A range and a case, since SQLite would otherwise read all agreements to count them, and
    # gather the rows of a page by several indexes to sort them all.
    happened = or_(ended_undecided(day), renewed_undecided(), lapsed_in_renewal(day))
    return (Agreement.ends_on > date.min) & (case((happened, 1), else_=0) == 1)


def _is_followed() -> Exists:
    successor = aliased(Agreement)
    is_signed = successor.stage == Stage.SIGNED
    return exists().where(successor.predecessor_id == Agreement.id, is_signed)


def _open_review(column: Any) -> Any:
    """That column of the review that is open, as a scalar."""
    its = (Review.agreement_id == Agreement.id) & Review.closed_on.is_(None)
    return select(column).where(its).correlate(Agreement).scalar_subquery()


def review_stage() -> Any:
    """The stage of the review that is open, as a scalar."""
    return _open_review(Review.stage)


def desk_rows(day: date) -> AnySelect:
    """What the desk shows of an agreement: what every list does, and its review."""
    return rows().add_columns(
        standing_on(day).label("standing"),
        Agreement.postponed_to,
        Agreement.postponed_why,
        Agreement.version,
        _open_review(Review.id).label("review_id"),
        review_stage().label("review_stage"),
        _open_review(Review.successor_id).label("successor_id"),
    )


def reviewed(stage: str | None) -> ColumnElement[bool]:
    """Whether its open review is at that stage; None: whether it has no open one."""
    is_open = select(Review.agreement_id).where(Review.closed_on.is_(None))
    if stage is None:
        return Agreement.id.not_in(is_open)
    return Agreement.id.in_(is_open.where(Review.stage == stage))


def respites(numbers: Sequence[int], day: date) -> Mapping[int, Respite]:
    """How long the decision of each of the agreements can wait, as seen on that day."""
    terms = (Agreement.is_endless, Agreement.ends_on, Agreement.notice_days)
    columns = (Agreement.id, Agreement.decide_by, Agreement.postponed_to, *terms)
    found = fetch(select(*columns).where(Agreement.id.in_(numbers)))
    return {row.id: respite_of(row, day) for row in found}


def renews_anyway(day: date) -> ColumnElement[bool]:
    """`Agreement.renews_anyway` as SQL: whether a no on that day comes too late."""
    last = DaysBefore(Agreement.ends_on, Agreement.notice_days)
    return (Agreement.renewal == Renewal.AUTOMATIC) & (last < day)


def renewing_anyway(numbers: Sequence[int], day: date) -> Sequence[int]:
    """Those of the agreements for which a no on that day comes too late."""
    chosen = select(Agreement.id).where(Agreement.id.in_(numbers), renews_anyway(day))
    return db.session.scalars(chosen).all()


def open_review(agreement_id: int) -> Review | None:
    its = (Review.agreement_id == agreement_id) & Review.closed_on.is_(None)
    return db.session.scalar(select(Review).where(its))


def due_to_renew(day: date) -> Sequence[int]:
    """The agreements that renew by themselves and whose end has passed."""
    is_over = (Agreement.renewal == Renewal.AUTOMATIC) & (Agreement.ends_on < day)
    goes_on = Agreement.decision.is_distinct_from(Decision.END)
    statement = select(Agreement.id).where(is_over, goes_on, Agreement.stage == Stage.SIGNED)
    return db.session.scalars(statement.where(stands_alone()).order_by(Agreement.id)).all()


def get_to_renew(agreement_id: int) -> Agreement | None:
    """The agreement with its type."""
    return db.session.get(Agreement, agreement_id, options=[joinedload(Agreement.type)])


def counts(day: date, chosen: Sequence[ColumnElement[bool]]) -> dict[str, int]:
    """How many of the chosen decisions wait in each group of urgency, and how many in this
    quarter."""
    asked = {QUARTER: this_quarter(day), **{group.value: within(group, day) for group in Urgency}}
    counted = (
        select(func.count()).where(*chosen, clause).scalar_subquery() for clause in asked.values()
    )
    return dict(zip(asked, db.session.execute(select(*counted)).one(), strict=True))


class DecisionDays(Frozen):
    """How many decisions are due on each day of a span, before it, after it, and nobody knows
    when."""

    by_day: Mapping[date, int]
    earlier: int
    later: int
    unknown: int


def decision_days(first: date, last: date, chosen: Iterable[ColumnElement[bool]]) -> DecisionDays:
    """When the decisions that wait are due, of the chosen agreements."""
    waits = (needs_decision(), *chosen)
    due = Agreement.decide_by
    by_day = select(due, func.count()).where(*waits, due >= first, due <= last).group_by(due)
    outside = (due < first, due > last, due.is_(None))
    counted = (select(func.count()).where(*waits, where).scalar_subquery() for where in outside)
    days = {day: number for day, number in db.session.execute(by_day) if day is not None}
    return DecisionDays(days, *db.session.execute(select(*counted)).one())


def next_decisions(day: date, limit: int) -> Sequence[AnyRow]:
    """The decisions whose day is known, most urgent first."""
    return fetch(_next_decisions(day, limit))


@lru_cache(maxsize=4)
def _next_decisions(day: date, limit: int) -> AnySelect:
    statement = rows().add_columns(standing_on(day).label("standing"))
    statement = statement.where(needs_decision(), Agreement.decide_by.is_not(None))
    order = (Agreement.decide_by, Agreement.id)
    return statement.order_by(*order).limit(limit)
