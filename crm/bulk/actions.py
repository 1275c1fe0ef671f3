"""Does one work on many records, as one act. It changes the session and never commits."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _

from crm.bulk import queries
from crm.bulk.forms import TASK
from crm.bulk.plan import Order, plan
from crm.database import Base
from crm.errors import Refused, Values
from crm.extensions import db
from crm.history.batches import begin
from crm.models import Batch, BatchKind
from crm.models.history import write_so_far
from crm.models.numbers import hold_writing
from crm.progress import Progress, nobody
from crm.tasks.actions import create_task

AT_ONCE = 500
"""Records that are in the memory together, with their lines of the history."""


class Done(list[Base]):
    """What was made last, if anything was made; the act, and of how many rows it was done."""

    def __init__(self, made: list[Base], batch: Batch, number: int) -> None:
        super().__init__(made)
        self.batch, self.number = batch, number


def carry_out(_values: Values, order: Order, progress: Progress = nobody) -> Done:
    """Do it to all rows to which it can be done now, or to none. Raises Refused when there is
    none, and when somebody changes one of them while it is done.

    The lines of the last portion are written with the commit, and the sheet of the form with
    them: what was sent twice adds no second task.
    """
    hold_writing(db.session.connection())
    todo = plan(order).todo
    if not todo:
        raise Refused(_("There is nothing left to do: look at the numbers below."))
    batch = begin(BatchKind.BULK, _(": ").join((str(order.subject.title), order.said)))
    db.session.flush()  # the lines bear its number
    last: object = None
    for start in range(0, len(todo), AT_ONCE):
        if start:
            write_so_far(db.session())
        for record in _do(_unchanged(order, todo[start : start + AT_ONCE]), order):
            last = record
            progress(1)
        if order.change is not None and order.change.after is not None:
            order.change.after(order.hand)
    made = [last] if order.work == TASK and isinstance(last, Base) else []
    return Done(made, batch, len(todo))


def _unchanged(order: Order, numbers: list[int]) -> list[Base]:
    found = {record.id: record for record in queries.loaded(order.subject, numbers)}
    records = [found[number] for number in numbers if number in found]
    if [record.version for record in records] != [order.seen[number] for number in numbers]:
        raise Refused(_("Somebody saved one of them just now. Nothing was changed; try again."))
    return records


def _do(records: Sequence[Base], order: Order) -> Iterable[object]:
    """Works on one record after the other, as it is asked for the next."""
    if (change := order.change) is not None:
        return change.give(records, order.value, order.hand)
    if (step := order.step) is not None:
        return step.take(records, order.values, order.hand)
    if order.work == TASK:
        return (_add_task(record, order) for record in records)
    delete = order.subject.delete
    return (delete(record, order.hand) for record in records) if delete is not None else ()


def _add_task(record: Base, order: Order) -> object:
    subject, given = order.subject, dict(order.values)
    about = dict(subject.about(record)) if subject.about is not None else {}
    title = ": ".join(part for part in (given["title"], about.pop("named", None)) if part)
    if given.get("to_responsible") and subject.owner is not None:
        given["assignee_id"] = subject.owner(record)
    values = {name: given[name] for name in ("due_on", "priority", "assignee_id", "notes")}
    return create_task({**values, **about, "title": title[:200]})
