"""What an import would do, row by row. The import does exactly that, or refuses."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from flask_babel import gettext as _

from crm.database import Word
from crm.imports.found import Found, Wanted
from crm.imports.matching import Columns
from crm.imports.subjects import NUMBER, VERSION, Subject
from crm.imports.values import People, Wrong, cell_text, plain_text, whole_number
from crm.tables.table import Row, Table

AT_ONCE = 500
"""Rows that are looked up together."""


class Verdict(Word):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    DOUBTFUL = "doubtful"
    CONFLICT = "conflict"
    WRONG = "wrong"


WRITTEN = (Verdict.NEW, Verdict.CHANGED, Verdict.DOUBTFUL, Verdict.CONFLICT)
"""The last two as far as somebody has chosen."""


@dataclass(frozen=True)
class Planned:
    """What becomes of a row. `before` has what its `values` replace; `records` are the numbers,
    versions and names of those that it may mean."""

    row: int
    verdict: Verdict
    name: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)
    records: Sequence[tuple[int, int, str]] = ()
    why: str = ""
    column: str = ""


@dataclass(frozen=True)
class Asked:
    """What the person has said about the file."""

    columns: Columns
    clears: bool = False
    """Whether an empty cell empties the field of a record that is there already."""

    fallbacks: Mapping[str, str] = field(default_factory=dict)
    """What new records get where the file says nothing, by field, as a cell would say it."""


@dataclass(frozen=True)
class _Row:
    """A row of the file as far as it could be read."""

    number: int
    wanted: Wanted
    version: int | None
    blanks: Sequence[str]
    why: str = ""
    column: str = ""


class Preview:
    """Goes through a file. `seen` has what the rows so far were about, so that none comes twice."""

    def __init__(self, table: Table, subject: Subject, asked: Asked, people: People) -> None:
        self.table, self.subject, self.asked, self.people = table, subject, asked, people
        self.seen: dict[str, int] = {}
        self.fallbacks = {
            name: self.subject.field(name).read(said, people)
            for name, said in asked.fallbacks.items()
            if said
        }

    def rows(self) -> Iterator[Planned]:
        """What becomes of each row, in their order. Raises Refused for a file that breaks off."""
        rows = self.table.rows()
        while portion := [self._read(row) for row in islice(rows, AT_ONCE)]:
            found = self.subject.find([row.wanted for row in portion])
            for row, records in zip(portion, found, strict=True):
                yield self._judge(row, records)

    def _read(self, row: Row) -> _Row:
        values: dict[str, Any] = {}
        own: dict[str, int] = {}
        blanks: list[str] = []
        if row.why:
            return _Row(row.number, Wanted(None, values), None, blanks, row.why)
        for place, name in enumerate(self.asked.columns):
            if not name:
                continue
            try:
                cell = plain_text(cell_text(row.cells[place]))
                if cell is None:
                    blanks.append(name)
                elif name in (NUMBER, VERSION):
                    own[name] = whole_number(cell)
                else:
                    values[name] = self.subject.field(name).read(cell, self.people)
            except Wrong as wrong:
                heading = self.table.header[place]
                wanted = Wanted(None, values)
                return _Row(row.number, wanted, None, blanks, wrong.message, heading)
        wanted = Wanted(own.get(NUMBER), values)
        return _Row(row.number, wanted, own.get(VERSION), blanks)

    def _judge(self, row: _Row, records: Sequence[Found]) -> Planned:
        name = str(row.wanted.values.get("name_en") or row.wanted.values.get("name_zh") or "")
        if row.why:
            return Planned(row.number, Verdict.WRONG, name, why=row.why, column=row.column)
        if row.wanted.number is not None and not records:
            why = _("There is no record of the number %(number)s.", number=row.wanted.number)
            return Planned(row.number, Verdict.WRONG, name, why=why)
        keys = (
            [f"record {records[0].number}"]
            if len(records) == 1
            else list(self.subject.keys(row.wanted.values))
        )
        twice = next((self.seen[key] for key in keys if key in self.seen), None)
        if twice is not None:
            why = _("This is the same record as in row %(row)s.", row=twice)
            return Planned(row.number, Verdict.WRONG, name, why=why)
        planned = self._of_one(row, records[0]) if len(records) == 1 else self._fresh(row, records)
        if planned.verdict is not Verdict.WRONG:
            self.seen.update(dict.fromkeys(keys, row.number))
        return planned

    def _fresh(self, row: _Row, records: Sequence[Found]) -> Planned:
        """A new record, or one of several that are called so."""
        values = dict(row.wanted.values)
        for item in self.subject.fields:
            if values.get(item.name) is None:
                values[item.name] = self.fallbacks.get(item.name, item.default)
        name = str(values.get("name_en") or values.get("name_zh") or "")
        why, column = self._refusal(values)
        if why:
            return Planned(row.number, Verdict.WRONG, name, why=why, column=column)
        if records:
            meant = [(found.number, found.version, found.name) for found in records]
            return Planned(row.number, Verdict.DOUBTFUL, name, values, {}, meant)
        return Planned(row.number, Verdict.NEW, name, values)

    def _refusal(self, values: Mapping[str, Any]) -> tuple[str, str]:
        missing = next(
            (f for f in self.subject.fields if f.required and values.get(f.name) is None), None
        )
        if missing is not None:
            return _("Fill this in."), str(missing.label)
        return self.subject.refusal(values) or "", ""

    def _of_one(self, row: _Row, found: Found) -> Planned:
        """The record that is meant, with what differs."""
        given = dict(row.wanted.values)
        if self.asked.clears:
            given |= {name: None for name in row.blanks if self._is_cleared(name)}
        differs = {
            name: value
            for name, value in given.items()
            if _comparable(value) != _comparable(found.values[name])
        }
        meant = [(found.number, found.version, found.name)]
        if not differs:
            return Planned(row.number, Verdict.UNCHANGED, found.name, records=meant)
        if why := self.subject.refusal({**found.values, **differs}):
            return Planned(row.number, Verdict.WRONG, found.name, why=why)
        before = {name: found.values[name] for name in differs}
        overtaken = row.version is not None and row.version != found.version
        verdict = Verdict.CONFLICT if overtaken else Verdict.CHANGED
        return Planned(row.number, verdict, found.name, differs, before, meant)

    def _is_cleared(self, name: str) -> bool:
        return name not in (NUMBER, VERSION) and self.subject.field(name).clearable


def _comparable(value: Any) -> Any:
    """A text's line ends are those of whichever program wrote it."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
