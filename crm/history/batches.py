"""Acts of many changes: each is begun before its changes, and taken back as a whole."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import inspect, select

from crm.database import AnyRow, Base, now
from crm.errors import Refused, Values
from crm.extensions import db
from crm.history import queries
from crm.history.reverting import MODELS, is_as_left, leads_back
from crm.history.setting_back import goes_along, link_again, made_again, stands_once
from crm.history.values import read_value
from crm.models import Act, Batch, BatchKind
from crm.models.change import HIDDEN
from crm.models.history import BATCH, BY_ID, NOTED, write_so_far
from crm.obligations.schedule import note_next
from crm.progress import Progress, nobody
from crm.seeing import Eyes, eyes, seeing_all, seen_by
from crm.trash import actions as trash
from crm.trash.references import KINDS

AT_ONCE = 500
"""Records that are read, changed and written together."""

UNDO: dict[BatchKind, Callable[[Batch], None]] = {}
"""What a kind of batch did besides, and how that is taken back; it comes before all else."""

Key = tuple[str, int]


def begin(kind: BatchKind, title: str) -> Batch:
    """A batch that all changes of this transaction belong to, by the one who acts."""
    batch = Batch(kind=kind, title=title[:300], by_id=db.session.info.get(BY_ID))
    db.session.add(batch)
    db.session.info[BATCH] = batch
    return batch


def can_be_undone(batch: Batch) -> bool:
    return batch.undone_at is None and batch.kind is not BatchKind.UNDO


def may_be_undone(batch: Batch, *, sees_all: bool) -> bool:
    """Whether somebody who edits may take it back: what the set-up and kept papers are concerned,
    administrators only, who alone are told of them."""
    return sees_all or not queries.is_for_administrators(batch.id)


def undo(_values: Values, batch: Batch, progress: Progress = nobody) -> Batch:
    """Take back all that the batch did, or nothing: Refused names what was changed since.
    `progress` is told of as many lines of the history as `lines_of` counts.

    What was deleted comes back first, then the fields are set back, then what was added goes:
    so no reference is left without its record on the way.
    """
    if not can_be_undone(batch):
        raise Refused(_("This has been undone already."))
    begin(BatchKind.UNDO, batch.title)
    batch.undone_at, batch.undone_by_id = now(), db.session.info.get(BY_ID)
    UNDO.get(batch.kind, _nothing)(batch)
    undoing = _Undoing(batch.id, progress, eyes())
    with seeing_all():  # of what is hidden from who undoes it nothing is left as it is
        undoing.all()
    return batch


def undo_beside(batch_id: int, progress: Progress) -> Batch:
    """The same in a session of its own."""
    return undo({}, db.session.get_one(Batch, batch_id), progress)


def lines_of(batch: Batch) -> int:
    """How many lines of the history are gone through to undo it."""
    return queries.number_in(batch.id)


def _nothing(_batch: Batch) -> None:
    """Nearly all kinds of batches do nothing besides."""


class _Undoing:
    """One batch on its way back, in portions: of the rest only the keys are held."""

    def __init__(self, batch_id: int, progress: Progress, reader: Eyes) -> None:
        self.batch_id, self.progress, self.reader = batch_id, progress, reader
        self.records: dict[Key, Base] = {}

    def all(self) -> None:
        restored, gone = self._keys(Act.RESTORED), self._keys(Act.DELETED)
        added = self._keys(Act.CREATED) | restored
        self.added = [key for key in added if key not in gone and key not in restored]
        self.restored = [key for key in restored if key not in gone]
        self.gone = {key: line_id for key, line_id in gone.items() if key not in added}
        self.made = added.keys()
        self._refuse_changed(queries.changed_since(self.batch_id))
        for lines in self._changed():
            self._make_room(lines)
        self._bring_back()
        for lines in self._changed():
            self._load(map(_key, lines))
            for line in lines:
                self._set_fields_back(line, line.fields)
            self._write()
            self.progress(len(lines))
        self._lay_in_trash()
        self._take_away()
        note_next(queries.obligations_of(self.batch_id))

    def _keys(self, *acts: Act) -> dict[Key, int]:
        """The records of those acts with the number of a line, the newest first."""
        return {(kind, number): i for i, kind, number in queries.keys_in(self.batch_id, acts)}

    def _changed(self) -> Iterator[Sequence[AnyRow]]:
        """The lines whose fields are set back, the newest first."""
        before: int | None = None
        while lines := queries.changed_in(self.batch_id, before, AT_ONCE):
            yield [line for line in lines if _key(line) not in self.made]
            before = lines[-1].id

    def _write(self) -> None:
        """Let go of what is done; its lines go to the history as soon as they are many."""
        db.session.flush()
        self.records.clear()
        if len(db.session.info.get(NOTED, ())) >= AT_ONCE:
            write_so_far(db.session())

    def _bring_back(self) -> None:
        back: set[Key] = set()
        for item in queries.trashed_by(self.batch_id):
            held = item.content["rows"]
            back |= {
                (kind, row["id"]) for kind, rows in held.items() for row in rows if "id" in row
            }
            trash.restore({}, item)
            self.progress(1)
        for model, keys in _by_table(key for key in self.gone if key not in back):
            for portion in _portions(keys):
                self._load(portion)
                self._make_again(model, [key for key in portion if key not in self.records])
                self._write()
                self.progress(len(portion))

    def _make_again(self, model: type[Base], keys: Iterable[Key]) -> None:
        before = len(db.session.info.get(NOTED, ()))
        for line in queries.lines_again(self.gone[key] for key in keys):
            db.session.add(made_again(model, line))
        db.session.flush()
        for noted in db.session.info.get(NOTED, [])[before:]:
            noted["act"] = Act.RESTORED

    def _make_room(self, changed: Iterable[AnyRow]) -> None:
        """What can stand once only, as an identifier that was taken from a record that goes, is
        set back before that record needs it again."""
        all_lines = ((line, stands_once(MODELS[line.record_type], line.fields)) for line in changed)
        taking = [(line, once) for line, once in all_lines if once]
        self._load(_key(line) for line, _once in taking)
        for line, once in taking:
            record = self.records.get(_key(line))
            fields = {
                name: pair
                for name, pair in line.fields.items()
                if name in once or goes_along(record, name, pair[1])
            }
            self._set_fields_back(line, fields)
        self._write()

    def _load(self, keys: Iterable[Key]) -> None:
        wanted: dict[str, set[int]] = {}
        for kind, number in set(keys) - self.records.keys():
            wanted.setdefault(kind, set()).add(number)
        for kind, numbers in wanted.items():
            model = MODELS[kind]
            found = db.session.scalars(select(model).where(model.id.in_(sorted(numbers))))
            self.records |= {(kind, record.id): record for record in found}

    def _set_fields_back(self, line: AnyRow, fields: Mapping[str, Any]) -> None:
        record = self.records.get(_key(line))
        if record is None:
            name = self._called(line)
            raise Refused(_("“%(name)s” is no longer there. Nothing was undone.", name=name))
        columns, relations = inspect(type(record)).columns, inspect(type(record)).relationships
        given = {name: pair for name, pair in fields.items() if name in columns}
        for name, (before, after) in given.items():
            value = getattr(record, name)
            if before == HIDDEN or not (is_as_left(value, after) or is_as_left(value, before)):
                self._refuse_changed(self._called(line))
        for name, (before, _after) in given.items():  # one may move another, as the status does
            back = read_value(columns[name], before)
            if back is not None and leads_back(record, columns[name], back):
                self._refuse_changed(self._called(line))
            setattr(record, name, back)
        for name, (before, after) in fields.items():
            if name in relations and not link_again(record, name, before, after):
                self._refuse_changed(self._called(line))

    def _called(self, line: AnyRow) -> str:
        """The record of the line, by a name if the reader of the refusal may know of it."""
        with seen_by(self.reader):
            return line.name if queries.is_known(line.id) else str(_("Confidential"))

    def _lay_in_trash(self) -> None:
        """What came back from the trash goes there again, each with all that hangs on it."""
        for model, keys in _by_table(self.restored):
            for _kind, number in keys if model.__tablename__ in KINDS else ():
                # One that is gone by now went with another.
                if (record := db.session.get(model, number)) is not None:
                    trash.move_to_trash({}, record)
                    self._write()
                self.progress(1)

    def _take_away(self) -> None:
        for model, keys in reversed(_by_table(self.added)):
            used = queries.in_use(model, self.batch_id)
            if (model.__tablename__, used) in keys:
                name = queries.name_in(self.batch_id, model, used)
                raise Refused(
                    _("“%(name)s” is used elsewhere since. Nothing was undone.", name=name)
                )
            for lowest in _from_below(model, [number for _kind, number in keys]):
                for portion in _portions([(model.__tablename__, number) for number in lowest]):
                    # One that is gone by now, as part of another, is gone as it should be.
                    self._load(portion)
                    for record in self.records.values():
                        db.session.delete(record)
                    self._write()
                    self.progress(len(portion))

    def _refuse_changed(self, name: str | None) -> None:
        if name is not None:
            raise Refused(_("“%(name)s” was changed since. Nothing was undone.", name=name))


def _key(line: AnyRow) -> Key:
    return line.record_type, line.record_id


def _by_table(keys: Iterable[Key]) -> list[tuple[type[Base], list[Key]]]:
    """The keys by kind of record, those first that others refer to."""
    grouped: dict[str, list[Key]] = {}
    for key in keys:
        grouped.setdefault(key[0], []).append(key)
    return [
        (MODELS[table.name], grouped[table.name])
        for table in Base.metadata.sorted_tables
        if table.name in grouped
    ]


def _portions(keys: Sequence[Key]) -> Iterator[Sequence[Key]]:
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))


def _from_below(model: type[Base], numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """The records in portions, those first that no other of them refers to."""
    left = queries.own_references(model, numbers)
    while left:
        above = {number for references in left.values() for number in references}
        lowest = [number for number in left if number not in above]
        yield lowest or list(left)
        left = {n: references for n, references in left.items() if n in above and lowest}
