"""Every SELECT about playbooks and what they have planned."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select, true
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from crm.extensions import db
from crm.models import Agreement, Anchor, PlannedTask, PlaybookStep, Role, Stage, Task, User
from crm.models.life import CLOSED_EARLY
from crm.models.playbook import COURSE, Course
from crm.playbooks.plan import People, Worker

ORDER = (
    case({Anchor.SIGNING: 0, Anchor.DECIDE_BY: 1}, value=PlaybookStep.anchor, else_=2),
    case((PlaybookStep.anchor == Anchor.SIGNING, PlaybookStep.days), else_=-PlaybookStep.days),
    PlaybookStep.id,
)
"""As time goes: after the signing, before the decision, before the end."""


def get(step_id: int) -> PlaybookStep | None:
    """The step with its type and its person."""
    loads = (joinedload(PlaybookStep.type), joinedload(PlaybookStep.person))
    return db.session.get(PlaybookStep, step_id, options=loads)


def steps_of(type_id: int) -> Sequence[PlaybookStep]:
    """The playbook of a type as time goes, with the persons in it."""
    return steps_of_types([type_id])


def steps_of_types(numbers: Iterable[int]) -> Sequence[PlaybookStep]:
    steps = select(PlaybookStep).where(PlaybookStep.type_id.in_(set(numbers)))
    return db.session.scalars(steps.options(joinedload(PlaybookStep.person)).order_by(*ORDER)).all()


def last_day() -> ColumnElement[Any]:
    """`Course.last_day` as SQL."""
    return case((Agreement.stage.in_(CLOSED_EARLY), Agreement.closed_on), else_=Agreement.ends_on)


def running(type_id: int, day: date) -> ColumnElement[bool]:
    """`Course.runs_on` as SQL, of the agreements of a type."""
    signed = (Agreement.stage == Stage.SIGNED) & func.coalesce(Agreement.ends_on >= day, True)
    closing = Agreement.stage.in_(CLOSED_EARLY) & (Agreement.closed_on > day)
    return (Agreement.type_id == type_id) & or_(signed, closing)


def number_running(type_id: int, day: date) -> int:
    counted = select(func.count()).select_from(Agreement).where(running(type_id, day))
    return db.session.scalar(counted) or 0


def running_chunks(type_id: int, day: date, size: int) -> Iterator[Sequence[int]]:
    """The numbers of the running agreements of the type, so many at a time."""
    found = select(Agreement.id).where(running(type_id, day)).order_by(Agreement.id).limit(size)
    numbers = db.session.scalars(found).all()
    while numbers:
        yield numbers
        if len(numbers) < size:
            return
        numbers = db.session.scalars(found.where(Agreement.id > numbers[-1])).all()


def running_planned(
    type_id: int, day: date, size: int
) -> Iterator[tuple[Course, Sequence[PlannedTask]]]:
    """The running agreements of the type, each with what was planned of it so far. Two statements,
    whose rows are read so many at a time, for however many there are."""
    a_part = {"yield_per": size}
    runs = running(type_id, day)
    found = select(*COURSE).where(runs).order_by(Agreement.id)
    its = select(PlannedTask).join(Agreement, Agreement.id == PlannedTask.agreement_id)
    its = its.where(runs).options(joinedload(PlannedTask.task))
    its = its.order_by(PlannedTask.agreement_id, PlannedTask.id)
    rows = db.session.scalars(its.execution_options(**a_part, populate_existing=True))
    planned = groupby(map(_knowing_its_task, rows), lambda row: row.agreement_id)
    number, its_rows = next(planned, (0, iter(())))
    for row in db.session.execute(found, execution_options=a_part).mappings():
        course = Course(**row)
        is_planned = number == course.id
        yield course, list(its_rows) if is_planned else ()
        if is_planned:
            number, its_rows = next(planned, (0, iter(())))


def unplanned(day: date, limit: int) -> Sequence[int]:
    """The numbers of agreements whose tasks have to be planned anew on that day."""
    found = select(Agreement.id).where(Agreement.planned_until < day)
    order = (Agreement.planned_until, Agreement.id)
    return db.session.scalars(found.order_by(*order).limit(limit)).all()


def courses(numbers: Iterable[int]) -> list[Course]:
    found = select(*COURSE).where(Agreement.id.in_(list(numbers))).order_by(Agreement.id)
    return [Course(**row) for row in db.session.execute(found).mappings()]


def planned(numbers: Iterable[int]) -> Mapping[int, list[PlannedTask]]:
    """What was planned of each agreement so far, with the tasks as they are now."""
    its = select(PlannedTask).where(PlannedTask.agreement_id.in_(list(numbers)))
    its = its.options(joinedload(PlannedTask.task)).order_by(PlannedTask.id)
    found: dict[int, list[PlannedTask]] = defaultdict(list)
    for row in db.session.scalars(its.execution_options(populate_existing=True)):
        found[row.agreement_id].append(_knowing_its_task(row))
    return found


def _knowing_its_task(row: PlannedTask) -> PlannedTask:
    if row.task is not None:
        # It is this one: unset, each task that goes would be asked for it.
        set_committed_value(row.task, "planned", row)
    return row


def people(numbers: Iterable[int | None]) -> People:
    """Those of them who still work here, and the administrator who has been one for longest."""
    named = User.id.in_({number for number in numbers if number is not None})
    return _people(named | (User.role == Role.ADMIN))


def everybody() -> People:
    """All who work here."""
    return _people(true())


def _people(chosen: ColumnElement[bool]) -> People:
    active = select(User.id, User.name, User.language, User.role).where(User.is_active, chosen)
    rows = db.session.execute(active.order_by(User.id))
    workers, administrator = {}, None
    for number, name, language, role in rows:
        workers[number] = Worker(number, name, language)
        if role is Role.ADMIN and administrator is None:
            administrator = workers[number]
    return People(workers, administrator)


def number_planned(step_id: int) -> int:
    """How many open tasks the step has made."""
    counted = (
        select(func.count()).select_from(PlannedTask).join(Task, Task.id == PlannedTask.task_id)
    )
    counted = counted.where(PlannedTask.step_id == step_id, Task.done_at.is_(None))
    return db.session.scalar(counted) or 0
