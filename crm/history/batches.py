"""Acts of many changes: each is begun before its changes, and taken back as a whole."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import inspect, select
from sqlalchemy.orm import selectinload

from crm.database import AnyRow, Base, now
from crm.errors import Refused, Values
from crm.extensions import db
from crm.history import queries
from crm.history.reverting import MODELS, is_as_left
from crm.history.values import read_value
from crm.models import Act, Batch, BatchKind
from crm.models.change import HIDDEN
from crm.models.history import BATCH, BY_ID, NOTED
from crm.trash import actions as trash

AT_ONCE = 500
"""Records that are read in one statement."""

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


def undo(_values: Values, batch: Batch) -> Batch:
    """Take back all that the batch did, or nothing: Refused names what was changed since.

    What was deleted comes back first, then the fields are set back, then what was added goes:
    so no reference is left without its record on the way.
    """
    if not can_be_undone(batch):
        raise Refused(_("This has been undone already."))
    begin(BatchKind.UNDO, batch.title)
    batch.undone_at, batch.undone_by_id = now(), db.session.info.get(BY_ID)
    UNDO.get(batch.kind, _nothing)(batch)
    _Undoing(batch.id, queries.lines_of_batch(batch.id)).all()
    return batch


def _nothing(_batch: Batch) -> None:
    """Nearly all kinds of batches do nothing besides."""


class _Undoing:
    """One batch on its way back; `lines` has the newest first."""

    def __init__(self, batch_id: int, lines: Sequence[AnyRow]) -> None:
        self.batch_id, self.lines = batch_id, lines
        added, gone = self._of(Act.CREATED, Act.RESTORED), self._of(Act.DELETED)
        self.added = {key: line for key, line in added.items() if key not in gone}
        self.gone = {key: line for key, line in gone.items() if key not in added}
        self.passing = added.keys() & gone.keys()
        self.records: dict[Key, Base] = {}

    def all(self) -> None:
        self._refuse_changed(queries.changed_since(self.batch_id))
        changed = [line for line in self.lines if self._is_to_be_set_back(line)]
        self._make_room(changed)
        self._bring_back()
        self._load([*map(_key, changed), *self.added])
        for line in changed:
            self._set_back(line)
        db.session.flush()
        self._take_away()

    def _of(self, *acts: Act) -> dict[Key, AnyRow]:
        return {_key(line): line for line in self.lines if line.act in acts}

    def _is_to_be_set_back(self, line: AnyRow) -> bool:
        key = _key(line)
        return line.act is Act.CHANGED and key not in self.added and key not in self.passing

    def _bring_back(self) -> None:
        back: set[Key] = set()
        for item in queries.trashed_by(self.batch_id):
            held = item.content["rows"]
            back |= {
                (kind, row["id"]) for kind, rows in held.items() for row in rows if "id" in row
            }
            trash.restore({}, item)
        before = len(db.session.info.get(NOTED, ()))
        self._load(self.gone)
        gone = (line for key, line in self.gone.items() if key not in back | self.records.keys())
        for model, lines in _by_table(gone):
            for line in lines:
                record = self.records[_key(line)] = _made_again(model, line)
                db.session.add(record)
            db.session.flush()
        for noted in db.session.info.get(NOTED, [])[before:]:
            noted["act"] = Act.RESTORED

    def _make_room(self, changed: Iterable[AnyRow]) -> None:
        """What can stand once only, as an identifier that was taken from a record that goes, is
        set back before that record needs it again."""
        taking = [line for line in changed if line.fields.keys() & _once(MODELS[line.record_type])]
        self._load(map(_key, taking))
        for line in taking:
            once = _once(MODELS[line.record_type])
            fields = {name: pair for name, pair in line.fields.items() if name in once}
            self._set_fields_back(line, fields)
        db.session.flush()

    def _load(self, keys: Iterable[Key]) -> None:
        wanted: dict[str, set[int]] = {}
        for kind, number in set(keys) - self.records.keys():
            wanted.setdefault(kind, set()).add(number)
        for kind, numbers in wanted.items():
            model, several = MODELS[kind], sorted(numbers)
            for start in range(0, len(several), AT_ONCE):
                among = model.id.in_(several[start : start + AT_ONCE])
                found = db.session.scalars(select(model).where(among))
                self.records |= {(kind, record.id): record for record in found}

    def _set_back(self, line: AnyRow) -> None:
        self._set_fields_back(line, line.fields)

    def _set_fields_back(self, line: AnyRow, fields: Mapping[str, Any]) -> None:
        record = self.records.get(_key(line))
        if record is None:
            raise Refused(_("“%(name)s” is no longer there. Nothing was undone.", name=line.name))
        columns, relations = inspect(type(record)).columns, inspect(type(record)).relationships
        for name, (before, after) in fields.items():
            if name in relations:
                _link_again(record, name, before, after, line)
            elif name in columns:
                value = getattr(record, name)
                if before == HIDDEN or not (is_as_left(value, after) or is_as_left(value, before)):
                    self._refuse_changed(line.name)
                setattr(record, name, read_value(columns[name], before))

    def _take_away(self) -> None:
        for model, lines in reversed(_by_table(self.added.values())):
            numbers = {line.record_id for line in lines}
            used = queries.in_use(model, self.batch_id)
            named = {line.record_id: line.name for line in lines}
            if used in numbers:
                message = _(
                    "“%(name)s” is used elsewhere since. Nothing was undone.", name=named[used]
                )
                raise Refused(message)
            # One that is gone by now, as part of another, is gone as it should be.
            there = [self.records[_key(line)] for line in lines if _key(line) in self.records]
            for records in _from_below(model, there):
                for record in records:
                    db.session.delete(record)
                db.session.flush()

    def _refuse_changed(self, name: str | None) -> None:
        if name is not None:
            raise Refused(_("“%(name)s” was changed since. Nothing was undone.", name=name))


def _key(line: AnyRow) -> Key:
    return line.record_type, line.record_id


def _by_table(lines: Iterable[AnyRow]) -> list[tuple[type[Base], list[AnyRow]]]:
    """The lines by kind of record, those first that others refer to."""
    grouped: dict[str, list[AnyRow]] = {}
    for line in lines:
        grouped.setdefault(line.record_type, []).append(line)
    return [
        (MODELS[table.name], grouped[table.name])
        for table in Base.metadata.sorted_tables
        if table.name in grouped
    ]


@cache
def _once(model: type[Base]) -> frozenset[str]:
    """The attributes whose values, or whose truth, no two rows may share; references are not
    among them, since what they refer to has to be there first."""
    table = Base.metadata.tables[model.__tablename__]
    unique = [index for index in table.indexes if index.unique]
    named = {column.name for index in unique for column in index.columns}
    named |= {word for i in unique for word in re.findall(r"\w+", str(i.info.get("where", "")))}
    return frozenset(c.name for c in table.columns if c.name in named and not c.foreign_keys)


def _from_below(model: type[Base], records: Sequence[Base]) -> Iterator[list[Base]]:
    """The records in portions, those first that no other of them refers to."""
    table = Base.metadata.tables[model.__tablename__]
    own = [c.name for c in table.c if any(key.column.table is table for key in c.foreign_keys)]
    left = {record.id: record for record in records}
    while left:
        above = {getattr(record, name) for record in left.values() for name in own}
        lowest = [record for number, record in left.items() if number not in above]
        yield lowest or list(left.values())
        left = {number: record for number, record in left.items() if number in above and lowest}


def _made_again(model: type[Base], line: AnyRow) -> Base:
    columns = inspect(model).columns
    kept = {name: pair[0] for name, pair in line.fields.items() if name in columns}
    if HIDDEN in kept.values():
        raise Refused(_("“%(name)s” cannot be brought back.", name=line.name))
    values = {name: read_value(columns[name], v) for name, v in kept.items()}
    return model(id=line.record_id, **values)


def _link_again(record: Base, name: str, before: Any, after: Any, line: AnyRow) -> None:
    """Set a many-to-many link back to the records of those numbers."""
    model = type(record)
    reading = select(model).where(model.id == record.id)
    reading = reading.options(selectinload(getattr(model, name)))
    db.session.flush()
    db.session.scalars(reading.execution_options(populate_existing=True)).one()
    if sorted(other.id for other in getattr(record, name)) != after:
        raise Refused(_("“%(name)s” was changed since. Nothing was undone.", name=line.name))
    other = inspect(model).relationships[name].mapper.class_
    linked = db.session.scalars(select(other).where(other.id.in_(before))).all()
    setattr(record, name, list(linked))
