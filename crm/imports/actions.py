"""Writes what a preview has said. An action changes the session and never commits."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from crm.errors import Refused
from crm.extensions import db
from crm.history.batches import begin
from crm.imports.plan import Plan, read_plan, seal_of
from crm.imports.preview import WRITTEN, Planned, Preview, Verdict
from crm.imports.subjects import Subject
from crm.models import BatchKind, Way
from crm.models.history import WAY, write_so_far

AT_ONCE = 500
"""Records that are written together, and their lines in the history with them."""

LEAVE_OUT, NEW = "", "new"
Choices = Mapping[int, str]
"""For doubtful rows and conflicts by row: empty to leave it out, `new`, or a record's number."""

Progress = Callable[[int], Any]


@dataclass(frozen=True)
class Order:
    """What is to be imported: a plan as it was shown, and what was chosen in it."""

    subject: Subject
    title: str
    plan: Plan
    plan_file: Path
    choices: Choices = field(default_factory=dict)


@dataclass(frozen=True)
class Imported:
    """What was done; `left_out` counts the rows of which nothing was taken."""

    created: int
    changed: int
    left_out: int
    batch_id: int


def check_truth(preview: Preview, plan: Plan) -> None:
    """Raises Refused when the import would no longer do what was shown."""
    if seal_of(preview.rows()) != plan.seal:
        message = _(
            "Records were changed since this preview was made. Nothing was imported; look at the "
            "new preview."
        )
        raise Refused(message)


def bring_in(order: Order, progress: Progress = lambda _rows: None) -> Imported:
    """Write the planned rows as one act: all of them, or none when one is refused."""
    db.session.info[WAY] = Way.IMPORT
    subject, plan = order.subject, order.plan
    batch = begin(BatchKind.IMPORT, order.title)
    db.session.flush()
    rows = _chosen(read_plan(order.plan_file, WRITTEN), order.choices)
    created = changed = 0
    while portion := list(islice(rows, AT_ONCE)):
        created += _create(subject, [row for row in portion if not row.records])
        changed += _update(subject, [row for row in portion if row.records])
        write_so_far(db.session())
        progress(len(portion))
    left_out = plan.total - plan.counts.get(Verdict.UNCHANGED, 0) - created - changed
    return Imported(created, changed, left_out, batch.id)


def _chosen(rows: Iterable[Planned], choices: Choices) -> Iterator[Planned]:
    """The rows that are written, each with the one record that it changes, if any."""
    for row in rows:
        choice = choices.get(row.row, LEAVE_OUT)
        if row.verdict in (Verdict.NEW, Verdict.CHANGED):
            yield row
        elif choice == NEW and row.verdict is Verdict.DOUBTFUL:
            yield _about(row, ())
        elif meant := [record for record in row.records if str(record[0]) == choice]:
            yield _about(row, meant)


def _about(row: Planned, records: Sequence[tuple[int, int, str]]) -> Planned:
    return Planned(row.row, row.verdict, row.name, row.values, row.before, records)


def _create(subject: Subject, rows: Sequence[Planned]) -> int:
    for row in rows:
        with _told(row):
            subject.create(_kept(subject, row))
    return len(rows)


def _update(subject: Subject, rows: Sequence[Planned]) -> int:
    if not rows:
        return 0
    records = subject.load([row.records[0][0] for row in rows])
    for row in rows:
        number, version, name = row.records[0]
        record = records.get(number)
        if record is None or record.version != version:
            raise Refused(_("“%(name)s” was changed meanwhile. Nothing was imported.", name=name))
        with _told(row):
            subject.update(_given(subject, row), record)
    return len(rows)


def _kept(subject: Subject, row: Planned) -> dict[str, Any]:
    return {
        name: None if value is None else subject.field(name).kept(value)
        for name, value in row.values.items()
    }


def _given(subject: Subject, row: Planned) -> dict[str, Any]:
    """What a row says of a record that is there; what it does not say stays."""
    values = _kept(subject, row)
    if row.verdict is Verdict.DOUBTFUL:
        return {name: value for name, value in values.items() if value is not None}
    return values


@contextmanager
def _told(row: Planned) -> Iterator[None]:
    """Lets a refusal say of which row it is."""
    try:
        yield
    except Refused as refusal:
        message = _("Row %(row)s: %(why)s", row=row.row, why=refusal.message)
        raise Refused(message) from refusal
