"""Which task a row means: the one of its number, or the one that says the same of the same."""

from collections.abc import Mapping, Sequence
from typing import Any

from crm.imports.fields import Moment
from crm.imports.found import Found, Wanted
from crm.models import Task
from crm.tasks import queries
from crm.tasks.actions import create_task, tick, update_task

OWN = (
    "title",
    "due_on",
    "is_done",
    "priority",
    "assignee_id",
    "partner_id",
    "agreement_id",
    "notes",
    "tags",
)


def find(rows: Sequence[Wanted]) -> Sequence[Sequence[Found]]:
    """What each row may mean: one of that title, for that day, about that partner or agreement."""
    known = queries.titled_or_numbered(
        sorted({row.values["title"] for row in rows if row.values.get("title")}),
        sorted({row.number for row in rows if row.number is not None}),
    )
    by_number = {task.id: task for task in known}
    by_title: dict[str, list[Task]] = {}
    for task in known:
        by_title.setdefault(task.title, []).append(task)
    return [_meant(row, by_number, by_title) for row in rows]


def _meant(
    row: Wanted, by_number: Mapping[int, Task], by_title: Mapping[str, Sequence[Task]]
) -> list[Found]:
    if row.number is not None:
        task = by_number.get(row.number)
        return [] if task is None else [_found(task)]
    called = by_title.get(row.values.get("title") or "", ())
    return [_found(task) for task in called if _is_same(task, row)]


def _is_same(task: Task, row: Wanted) -> bool:
    if task.due_on != row.values.get("due_on"):
        return False
    return all(
        _is_among(getattr(task, name), row.numbers_of(name))
        for name in ("partner_id", "agreement_id")
    )


def _is_among(number: int | None, asked: frozenset[int]) -> bool:
    return number in asked if asked else number is None


def _found(task: Task) -> Found:
    return Found(task.id, task.version, task.title, {name: getattr(task, name) for name in OWN})


def refusal(_values: Mapping[str, Any]) -> str | None:
    return None


def keys(values: Mapping[str, Any]) -> list[str]:
    about = [values.get(name) for name in ("partner_id", "agreement_id")]
    numbers = [sought.numbers if sought else () for sought in about]
    return [f"{values.get('title')}|{values.get('due_on')}|{numbers}"]


def create(values: Mapping[str, Any], moment: Moment) -> Task:
    task = create_task({name: value for name, value in values.items() if name != "is_done"})
    return tick({}, task, moment.at, moment.day) if values["is_done"] else task


def update(values: Mapping[str, Any], task: Task, _part: int | None, moment: Moment) -> Task:
    update_task({name: value for name, value in values.items() if name != "is_done"}, task)
    if "is_done" in values:
        tick({}, task, moment.at if values["is_done"] else None, moment.day)
    return task
