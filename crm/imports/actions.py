"""Writes what a preview has said. An action changes the session and never commits."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field, replace
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from crm.errors import Refused
from crm.extensions import db
from crm.frozen import Frozen
from crm.history.batches import begin
from crm.history.queries import last_digest
from crm.imports.fields import Moment, Subject
from crm.imports.pace import more_pages, swept_rarely
from crm.imports.plan import Plan, read_plan, seal_of, write_plan
from crm.imports.planned import WRITTEN, Planned, Verdict
from crm.imports.preview import Preview
from crm.imports.rounds import Rounds
from crm.imports.within import row_of
from crm.models import BatchKind, Way
from crm.models.history import WAY, write_so_far
from crm.models.search import words_beside
from crm.progress import Progress, nobody

AT_ONCE = 500
"""Records that are written together, and their lines in the history with them."""

LEAVE_OUT, NEW = "", "new"
Choices = Mapping[int, str]
"""For doubtful rows and conflicts by row: empty to leave it out, `new`, or a record's number."""


class Order(Frozen):
    """What is to be imported: a plan as it was shown, and what was chosen in it."""

    subject: Subject
    title: str
    plan: Plan
    plan_file: Path
    moment: Moment
    choices: Choices = field(default_factory=dict)


class Imported(Frozen):
    """What was done; `left_out` counts the rows of which nothing was taken."""

    created: int
    changed: int
    left_out: int
    batch_id: int


def make_plan(preview: Preview, plan_file: Path, progress: Progress = nobody) -> Plan:
    """What would be done, with the end of the history that it was looked up before."""
    mark = last_digest()
    plan = write_plan(preview.rows(), plan_file, progress)
    return replace(plan, mark=mark, unknown=preview.reader.meanings.unknown)


def is_still_true(plan: Plan) -> bool:
    """Whether nothing was changed since: every change of a record is a line of the history."""
    return plan.mark == last_digest()


def check_truth(preview: Preview, plan: Plan, progress: Progress = nobody) -> None:
    """Raises Refused when the import would no longer do what was shown. The rows are gone through
    again only when something was changed."""
    if not is_still_true(plan) and seal_of(preview.rows(), progress) != plan.seal:
        message = _(
            "Records were changed since this preview was made. Nothing was imported; look at the "
            "new preview."
        )
        raise Refused(message)


def bring_in(order: Order, progress: Progress = nobody) -> Imported:
    """Write the planned rows as one act: all of them, or none when one is refused."""
    db.session.info[WAY] = Way.IMPORT
    plan = order.plan
    batch = begin(BatchKind.IMPORT, order.title)
    db.session.flush()
    rounds = Rounds(lambda: _chosen(read_plan(order.plan_file, WRITTEN), order.choices))
    created = changed = 0
    versions: dict[int, int] = {}
    rows = sum(plan.counts.get(verdict, 0) for verdict in WRITTEN)
    with swept_rarely(), more_pages(db.session()), words_beside(db.session(), rows):
        for portion in rounds.portions(AT_ONCE) if plan.is_linked else rounds.one(AT_ONCE):
            added = [row for row in portion if not row.records]
            made = _create(order, added)
            created += len(made)
            changed += _update(order, [row for row in portion if row.records], versions)
            write_so_far(db.session())
            numbers = (record.id for record in made)
            rounds.note(portion, dict(zip((row.row for row in added), numbers, strict=True)))
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
            yield replace(row, records=())
        elif meant := [
            r for r in row.records if row_of(r.number) is None and str(r.number) == choice
        ]:
            yield replace(row, records=meant)


def _create(order: Order, rows: Sequence[Planned]) -> Sequence[Any]:
    subject = order.subject
    given = [_kept(subject, {**row.values, **row.assumed}) for row in rows]
    if subject.lay_in is not None:
        return subject.lay_in(given)
    empty = {item.name: None for item in subject.fields if not item.joins}
    made = []
    for row, values in zip(rows, given, strict=True):
        with _told(row):
            made.append(subject.create(empty | values, order.moment))
    return made


def _update(order: Order, rows: Sequence[Planned], versions: dict[int, int]) -> int:
    """`versions` are those of the records that earlier rows have changed: a contact has a row for
    each of its positions."""
    if not rows:
        return 0
    records = order.subject.load({row.records[0].number for row in rows})
    for meant in (row.records[0] for row in rows):
        record = records.get(meant.number)
        if record is None or record.version != versions.get(meant.number, meant.version):
            message = _("“%(name)s” was changed meanwhile. Nothing was imported.", name=meant.name)
            raise Refused(message)
    for row in rows:
        meant, values = row.records[0], _given(order.subject, row)
        with _told(row):
            order.subject.update(values, records[meant.number], meant.part, order.moment)
    db.session.flush()  # later rows of the same records know their new versions
    versions |= {number: record.version for number, record in records.items()}
    return len(rows)


def _kept(subject: Subject, values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: None if value is None else subject.field(name).kept(value)
        for name, value in values.items()
    }


def _given(subject: Subject, row: Planned) -> dict[str, Any]:
    """What a row says of a record that is there; what it does not say stays."""
    values = _kept(subject, row.values)
    if row.verdict is Verdict.DOUBTFUL:
        return {
            name: value
            for name, value in values.items()
            if value is not None and not subject.field(name).only_new
        }
    return values


@contextmanager
def _told(row: Planned) -> Iterator[None]:
    """Lets a refusal say of which row it is."""
    try:
        yield
    except Refused as refusal:
        message = _("Row %(row)s: %(why)s", row=row.row, why=refusal.message)
        raise Refused(message) from refusal
