"""Every SELECT about tasks."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, case, or_, select
from sqlalchemy.orm import joinedload

from crm.database import AnyRow, AnySelect
from crm.extensions import db, fetch
from crm.models import Agreement, Partner, Party, PlannedTask, Task, User
from crm.models.finding import found
from crm.models.names import sort_key


@cache
def rows() -> AnySelect:
    """What lists of tasks show, with the partner or agreement that each is about."""
    return (
        select(
            Task.id,
            Task.title,
            Task.due_on,
            Task.priority,
            Task.done_at,
            Task.version,
            User.name.label("assignee"),
            Task.partner_id,
            Partner.name_en.label("partner_en"),
            Partner.name_zh.label("partner_zh"),
            Task.obligation_id,
            Task.agreement_id,
            Agreement.title_en.label("agreement_en"),
            Agreement.title_zh.label("agreement_zh"),
        )
        .outerjoin(User, User.id == Task.assignee_id)
        .outerjoin(Partner, Partner.id == Task.partner_id)
        .outerjoin(Agreement, Agreement.id == Task.agreement_id)
    )


def search(typed: str) -> ColumnElement[bool] | None:
    return found(Task, typed)


def about_partner(partner_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """Whether the task is about the partner or about one of its agreements."""
    theirs = select(Party.agreement_id).where(Party.partner_id == partner_id)
    own = select(Task.id).where(Task.partner_id == partner_id)
    return Task.id.in_(own.union_all(select(Task.id).where(Task.agreement_id.in_(theirs))))


def get(task_id: int) -> Task | None:
    """The task with who does it and what it is about."""
    loads = (
        joinedload(Task.assignee),
        joinedload(Task.partner),
        joinedload(Task.agreement),
        joinedload(Task.obligation),
        joinedload(Task.planned),
    )
    return db.session.get(Task, task_id, options=loads)


def titled_or_numbered(titles: Iterable[str], numbers: Iterable[int]) -> Sequence[Task]:
    """The tasks of just those titles, and those of those numbers."""
    asked = list(titles)
    keys = Task.title_sort.in_({sort_key(title) for title in asked})  # which the index has
    wanted = or_(keys & Task.title.in_(asked), Task.id.in_(list(numbers)))
    return db.session.scalars(select(Task).where(wanted).order_by(Task.id)).all()


def to_change(numbers: Iterable[int]) -> dict[int, Task]:
    """Those tasks by number."""
    asked = db.session.scalars(select(Task).where(Task.id.in_(list(numbers))))
    return {task.id: task for task in asked}


def open_of_partner(partner_id: int) -> Sequence[AnyRow]:
    """At most twenty, the most urgent first."""
    return fetch(_open_of_partner(), partner=partner_id)


@cache
def _open_of_partner() -> AnySelect:
    # A case, since SQLite would otherwise walk all open tasks of the office by their index.
    is_open = case((Task.done_at.is_(None), 1), else_=0) == 1
    statement = rows().where(about_partner(bindparam("partner")), is_open)
    return statement.order_by(*_by_day()).limit(20)


def of_agreement(agreement_id: int) -> Sequence[AnyRow]:
    """The agreement's tasks, open ones first, with what its playbook says of those it has made."""
    planned = (PlannedTask.anchor, PlannedTask.days)
    statement = rows().add_columns(*planned).where(Task.agreement_id == agreement_id)
    statement = statement.outerjoin(PlannedTask, PlannedTask.task_id == Task.id)
    order = (Task.done_at.is_not(None), *_by_day())
    return db.session.execute(statement.order_by(*order).limit(50)).all()


def of_happening(happening_id: int) -> Sequence[AnyRow]:
    """The tasks that follow from a happening, open ones first."""
    statement = rows().where(Task.happening_id == happening_id)
    order = (Task.done_at.is_not(None), *_by_day())
    return db.session.execute(statement.order_by(*order).limit(50)).all()


def obligations_met(agreement_id: int, limit: int) -> Sequence[AnyRow]:
    """Title and moment of what was done for the agreement's obligations, the latest first."""
    met = select(Task.title, Task.done_at).where(
        Task.agreement_id == agreement_id,
        Task.obligation_id.is_not(None),
        Task.done_at.is_not(None),
    )
    return db.session.execute(met.order_by(Task.done_at.desc(), Task.id.desc()).limit(limit)).all()


def open_of_person(user_id: int, limit: int) -> Sequence[AnyRow]:
    """What that person has to do next."""
    return fetch(_open_of_person(limit), person=user_id)


@cache
def _open_of_person(limit: int) -> AnySelect:
    statement = rows().where(Task.assignee_id == bindparam("person"), Task.done_at.is_(None))
    return statement.order_by(*_by_day()).limit(limit)


def _by_day() -> tuple[ColumnElement[Any], ...]:
    return Task.due_on.asc().nulls_last(), Task.id.asc()
