"""How much a digest would say, counted for the first page without writing it."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select

from crm.digests.content import LONGEST_LOOK_BACK, LOOK_AHEAD, TASKS_AHEAD, since_day
from crm.digests.queries import is_ahead, within
from crm.frozen import Frozen
from crm.models import Agreement, Digest, Obligation, Review, Rhythm, Task, User
from crm.obligations.queries import from_agreement
from crm.renewals.queries import needs_decision


class Counts(Frozen):
    """How much a digest would say: what is overdue, what comes, what was decided."""

    late: int
    ahead: int
    decided: int


def counted(user_id: int, *, sees_to_all: bool, day: date) -> tuple[ColumnElement[int], ...]:
    """The numbers of `Counts` for the digest of that person on that day, to be selected."""

    def mine(column: Any) -> ColumnElement[bool]:
        own: ColumnElement[bool] = column == user_id
        here = select(User.id).where(User.is_active)
        return or_(own, column.is_(None), column.not_in(here)) if sees_to_all else own

    since = _since(user_id, day)
    owner = func.coalesce(Obligation.owner_id, from_agreement(Agreement.owner_id))
    decisions = needs_decision() & mine(Agreement.owner_id)
    tasks = Task.done_at.is_(None) & mine(Task.assignee_id)
    late = _number(decisions & (Agreement.decide_by < day)) + _number(tasks & (Task.due_on < day))
    ahead = (
        _number(decisions & within(Agreement.decide_by, day, LOOK_AHEAD))
        + _number(tasks & within(Task.due_on, day, TASKS_AHEAD))
        + _number(is_ahead(day) & mine(owner))
    )
    decided = (
        _number(mine(Agreement.owner_id) & (Agreement.decided_on >= since))
        + _number(
            mine(Agreement.owner_id) & Agreement.is_endless & (Agreement.reviewed_on >= since)
        )
        + _number(
            mine(_owner_of(Review.agreement_id))
            & Review.renewed_to.is_not(None)
            & (Review.closed_on >= since)
        )
    )
    return late, ahead, decided


def _since(user_id: int, day: date) -> ColumnElement[date]:
    """`since_day` as SQL."""
    last = select(func.max(Digest.made_on)).where(Digest.user_id == User.id)
    last_day, earliest = last.correlate(User).scalar_subquery(), day - LONGEST_LOOK_BACK
    usual = {rhythm: since_day(rhythm, None, day) for rhythm in Rhythm}
    since = case(
        (last_day < earliest, earliest),
        else_=func.coalesce(last_day, case(usual, value=User.digest)),
    )
    return select(since).where(User.id == user_id).scalar_subquery()


def _number(clause: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).where(clause).scalar_subquery()


def _owner_of(agreement_id: Any) -> Any:
    return select(Agreement.owner_id).where(Agreement.id == agreement_id).scalar_subquery()
