"""Every SELECT about obligations."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, null, select
from sqlalchemy.orm import joinedload

from crm.database import AnySelect
from crm.extensions import db
from crm.models import Agreement, Obligation, Partner, Party, Stage, Task, User
from crm.models.finding import found
from crm.models.life import CLOSED_EARLY

AT_ONCE = 500


def from_agreement(column: Any) -> Any:
    """That column of the agreement under which it was promised."""
    its = select(column).where(Agreement.id == Obligation.agreement_id)
    return its.correlate(Obligation).scalar_subquery()


def last_day() -> ColumnElement[Any]:
    """`Obligation.last_day` as SQL."""
    own = func.coalesce(Obligation.ends_on, from_agreement(Agreement.ends_on))
    return case((Obligation.every_months.is_(None), Obligation.due_on), else_=own)


def is_within_time() -> ColumnElement[bool]:
    """Whether its next day lies within the time for which it was promised."""
    return func.coalesce(Obligation.next_on <= last_day(), True)


def is_due_again() -> ColumnElement[bool]:
    """Whether something is still to be done; a span of days, which an index answers."""
    return (Obligation.next_on >= date.min) & is_within_time()


def next_due() -> ColumnElement[Any]:
    """`Obligation.next_due` as SQL."""
    return case((is_within_time(), Obligation.next_on), else_=null())


@cache
def rows() -> AnySelect:
    """What the list shows, with who owes it, who sees to it and the agreement."""
    return (
        select(
            Obligation.id,
            Obligation.version,
            Obligation.kind,
            Obligation.text,
            Obligation.every_months,
            Obligation.amount,
            Obligation.currency,
            Obligation.ended_on,
            next_due().label("next_due"),
            Obligation.agreement_id,
            Agreement.title_en.label("agreement_en"),
            Agreement.title_zh.label("agreement_zh"),
            Obligation.partner_id,
            Partner.name_en.label("partner_en"),
            Partner.name_zh.label("partner_zh"),
            User.name.label("owner"),
        )
        .join(Agreement, Agreement.id == Obligation.agreement_id)
        .outerjoin(Partner, Partner.id == Obligation.partner_id)
        .outerjoin(User, User.id == Obligation.owner_id)
    )


def search(typed: str) -> ColumnElement[bool] | None:
    return found(Obligation, typed)


def get(obligation_id: int) -> Obligation | None:
    """The obligation with its agreement, who owes it and who sees to it."""
    return db.session.scalar(_whole().where(Obligation.id == obligation_id))


def get_to_plan(obligation_id: int) -> Obligation | None:
    """The same as it is now, held against other servers until the transaction ends."""
    statement = _whole().where(Obligation.id == obligation_id).with_for_update(of=Obligation)
    return db.session.scalar(statement.execution_options(populate_existing=True))


@cache
def _whole() -> Select[Obligation]:
    return select(Obligation).options(
        joinedload(Obligation.agreement),
        joinedload(Obligation.partner),
        joinedload(Obligation.owner),
    )


def of_agreement(agreement_id: int) -> Sequence[Obligation]:
    """All that was promised under the agreement: what is due next first, what has ended last."""
    its = select(Obligation).where(Obligation.agreement_id == agreement_id)
    its = its.options(joinedload(Obligation.partner), joinedload(Obligation.owner))
    order = (Obligation.next_on.asc().nulls_last(), Obligation.id)
    return db.session.scalars(its.order_by(*order)).all()


def parties(agreement_id: int) -> Sequence[Partner]:
    """The partners who can owe something under the agreement, in their order."""
    its = select(Partner).join(Party, Party.partner_id == Partner.id)
    its = its.where(Party.agreement_id == agreement_id)
    return db.session.scalars(its.order_by(Party.place, Party.id)).all()


def due_for_tasks(day: date) -> Sequence[int]:
    """The numbers of those of which a task is to be made on that day, the most urgent first."""
    stage, closed = from_agreement(Agreement.stage), from_agreement(Agreement.closed_on)
    due = Obligation.upcoming_on
    statement = select(Obligation.id).where(
        Obligation.task_from <= day,
        Obligation.ended_on.is_(None),
        stage.in_([Stage.SIGNED, *CLOSED_EARLY]),
        func.coalesce(closed > day, stage == Stage.SIGNED),
        func.coalesce(due <= last_day(), True),
        func.coalesce(due <= closed, True),
    )
    return db.session.scalars(statement.order_by(due, Obligation.id)).all()


def open_tasks(obligation_id: int) -> Sequence[Task]:
    """Its tasks that are not done, by the day they stand for."""
    its = select(Task).where(Task.obligation_id == obligation_id, Task.done_at.is_(None))
    return db.session.scalars(its.order_by(Task.obligation_due_on, Task.id)).all()


def tasks(obligation_id: int) -> Sequence[Task]:
    """Its tasks, the latest first, with those who do them; at most fifty."""
    its = select(Task).where(Task.obligation_id == obligation_id)
    its = its.options(joinedload(Task.assignee))
    order = (Task.obligation_due_on.desc(), Task.id.desc())
    return db.session.scalars(its.order_by(*order).limit(50)).all()


def first_open(numbers: Sequence[int]) -> dict[int, date]:
    """The first day whose task is not done, of those of the obligations that have one."""
    first = select(Task.obligation_id, func.min(Task.obligation_due_on)).where(
        Task.done_at.is_(None), Task.obligation_due_on.is_not(None)
    )
    found: dict[int, date] = {}
    for start in range(0, len(numbers), AT_ONCE):
        some = first.where(Task.obligation_id.in_(numbers[start : start + AT_ONCE]))
        days: Sequence[Any] = db.session.execute(some.group_by(Task.obligation_id)).all()
        found |= dict(days)
    return found


def latest_with_task(obligation_id: int) -> date | None:
    latest = select(func.max(Task.obligation_due_on)).where(Task.obligation_id == obligation_id)
    return db.session.scalar(latest)


def days_with_task(obligation_id: int) -> set[date]:
    days = select(Task.obligation_due_on).where(Task.obligation_id == obligation_id)
    return {day for day in db.session.scalars(days) if day is not None}
