"""Obligations become tasks in time: each day that something is due becomes one task, once."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from crm.extensions import db
from crm.frozen import Frozen
from crm.models import Obligation, Task
from crm.obligations import queries

LONGEST_TITLE = 200


class Plan(Frozen):
    """What an obligation made of its tasks before it was changed."""

    title: str
    assignee_id: int | None
    days: tuple[date, int | None, date | None]


def begin(obligation: Obligation, day: date) -> None:
    """Look ahead from that day on: what has passed of a repeating one needs no tasks."""
    yesterday = None if obligation.every_months is None else day - timedelta(days=1)
    obligation.upcoming_on = obligation.next_after(yesterday)


def make_tasks(obligation: Obligation, day: date) -> list[Task]:
    """A task for each day that is near enough and has none yet."""
    made = []
    while (due := obligation.upcoming_on) is not None and _is_time(obligation, due, day):
        made.append(_task(obligation, due))
        obligation.upcoming_on = obligation.next_after(due)
    db.session.add_all(made)
    db.session.flush()  # the question below counts them
    note_next([obligation])
    return made


def note_next(obligations: Sequence[Obligation]) -> None:
    """Keep of each the first day that is not done."""
    still_open = queries.first_open([o.id for o in obligations if o.ended_on is None])
    for obligation in obligations:
        obligation.next_on = still_open.get(obligation.id) or obligation.upcoming_on


def plan_of(obligation: Obligation) -> Plan:
    days = (obligation.due_on, obligation.every_months, obligation.ends_on)
    return Plan(_title(obligation), obligation.owner_id, days)


def follow(
    obligation: Obligation, before: Plan, pending: Sequence[Task], settled: date | None
) -> None:
    """Let open tasks follow the change of their obligation, as far as nobody has changed them.

    `pending` are its open tasks by day, `settled` is the last day before all that is still to do.
    """
    after = plan_of(obligation)
    for task in pending:
        if task.title == before.title:
            task.title = after.title
        if task.assignee_id == before.assignee_id:
            task.assignee_id = after.assignee_id
    if after.days != before.days:
        _move(obligation, pending, settled)


def drop(tasks: Sequence[Task]) -> None:
    """Take out tasks that nothing asks for any more; those that somebody has changed stay."""
    for task in tasks:
        _let_go(task, keep=task.is_done or _has_own_day(task))


def _let_go(task: Task, *, keep: bool) -> None:
    if keep:
        task.obligation_id = None
    else:
        db.session.delete(task)


def settled_before(obligation: Obligation, pending: Sequence[Task]) -> date | None:
    """The last day that needs no more thought: it is done, or had passed when it was noted."""
    first = pending[0].obligation_due_on if pending else obligation.upcoming_on
    if first is not None:
        return obligation.last_before(first)
    return queries.latest_with_task(obligation.id)


def _move(obligation: Obligation, pending: Sequence[Task], settled: date | None) -> None:
    moved = [(task, _has_own_day(task)) for task in pending]
    for task in pending:
        task.obligation_due_on = None
    db.session.flush()  # so that no two have one day while they move
    days = _free_days(obligation, settled)
    last = settled
    for task, has_own_day in moved:
        due = next(days, None)
        if due is None:
            _let_go(task, keep=has_own_day)
            continue
        task.obligation_due_on = last = due
        task.due_on = task.due_on if has_own_day else due
    obligation.upcoming_on = obligation.next_after(last)


def _free_days(obligation: Obligation, settled: date | None) -> Iterator[date]:
    """Its days after the settled one that no task has."""
    taken = queries.days_with_task(obligation.id)
    due = obligation.next_after(settled)
    while due is not None:
        if due not in taken:
            yield due
        due = obligation.next_after(due)


def _has_own_day(task: Task) -> bool:
    return task.due_on != task.obligation_due_on


def _is_time(obligation: Obligation, due: date, day: date) -> bool:
    near = due - timedelta(days=obligation.days_ahead) <= day
    return near and obligation.is_promised(due, day)


def _task(obligation: Obligation, due: date) -> Task:
    return Task(
        title=_title(obligation),
        due_on=due,
        assignee_id=obligation.owner_id,
        agreement_id=obligation.agreement_id,
        obligation_id=obligation.id,
        obligation_due_on=due,
    )


def _title(obligation: Obligation) -> str:
    """What was promised, after the name of the partner who has promised it."""
    partner = obligation.partner
    owing = (partner.name_en or partner.name_zh) if partner is not None else None
    title = f"{owing}: {obligation.text}" if owing else obligation.text
    return title[:LONGEST_TITLE]
