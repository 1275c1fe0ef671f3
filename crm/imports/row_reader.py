"""What each row of a file says: its cells as values, with the records that they name."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from crm.frozen import Frozen
from crm.imports.fields import NUMBER, VERSION, LetGo, Subject
from crm.imports.found import Sought, Wanted
from crm.imports.meanings import Meanings
from crm.imports.planned import Asked
from crm.imports.references import Numbers, joined
from crm.imports.values import Reading, Wrong, cell_text, plain_text, whole_number
from crm.imports.within import said
from crm.tables.table import Row, Table


class ReadRow(Frozen):
    """A row of the file as far as it could be read."""

    number: int
    wanted: Wanted
    version: int | None
    blanks: Sequence[str]
    why: str = ""
    column: str = ""
    told: str = ""
    """What a person should know of a row that is taken all the same."""

    left: str = ""
    """What a card has said that the record comes without, as a text."""


class RowReader:
    """Reads the rows of a file; `within` has what cells name that other rows of it bring."""

    def __init__(self, table: Table, subject: Subject, asked: Asked) -> None:
        self.table, self.asked = table, asked
        self.reading = Reading(asked.day_first)
        self.let_go = let_go_of(table, subject)
        self.places = [(place, name) for place, name in enumerate(asked.columns) if name]
        self.fields = {name: subject.field(name) for name in asked.columns if fills_field(name)}
        self.look_ups = {
            name: item.reference.begin() for name, item in self.fields.items() if item.reference
        }
        self.meanings = Meanings(self.fields, asked.meanings)
        self.within: Mapping[str, Mapping[str, Numbers]] = {}

    def read(self, portion: Sequence[Row]) -> list[ReadRow]:
        known = {name: self._known(name, portion) for name in self.look_ups}
        return [self._read(row, known) for row in portion]

    def _known(self, name: str, portion: Sequence[Row]) -> Mapping[str, Numbers]:
        """What that column's cells may mean, looked up together."""
        place, reference = self.asked.columns.index(name), self.fields[name].reference
        there = (said(row.cells[place]) for row in portion)
        cells = {self.meanings.of(name, cell) for cell in there if cell is not None}
        if reference is None or not cells:
            return {}
        known = self.look_ups[name]({text for cell in cells for text in reference.texts(cell)})
        return {**self.within.get(name, {}), **known}

    def _read(self, row: Row, known: Mapping[str, Mapping[str, Numbers]]) -> ReadRow:
        values: dict[str, Any] = {}
        own: dict[str, int] = {}
        blanks: list[str] = []
        wrongs: list[tuple[str, str]] = []
        if row.why:
            return ReadRow(row.number, Wanted(None, values), None, blanks, row.why)
        for place, name in self.places:
            try:
                cell = plain_text(cell_text(row.cells[place]))
                if cell is None:
                    blanks.append(name)
                elif name in (NUMBER, VERSION):
                    own[name] = whole_number(cell)
                else:
                    values[name] = self._value(name, cell, known.get(name, {}))
            except Wrong as wrong:
                wrongs.append((wrong.message, self.table.header[place]))
        if wrongs:
            return ReadRow(row.number, Wanted(None, values), None, blanks, *_all_told(wrongs))
        try:
            self._join(values, blanks)
        except Wrong as wrong:
            return ReadRow(row.number, Wanted(None, {}), None, blanks, wrong.message)
        wanted = Wanted(own.get(NUMBER), values, row.number)
        return ReadRow(row.number, wanted, own.get(VERSION), blanks)

    def _value(self, name: str, written: str, known: Mapping[str, Numbers]) -> Any:
        item, cell = self.fields[name], self.meanings.of(name, written)
        if item.reference is not None:
            if cell not in known:
                self.meanings.note(name, written)
            if lets_go(self.let_go, item.name) and cell not in known:
                return Sought(cell, ())
            return item.reference.sought(cell, known)
        try:
            return item.read(cell, self.reading) if item.read is not None else None
        except Wrong:
            self.meanings.note(name, written)
            raise

    def _join(self, values: dict[str, Any], blanks: list[str]) -> None:
        """Put together what two columns say of one field; it is empty where both are."""
        for item in self.fields.values():
            if not item.joins:
                continue
            if item.name in values:
                one, other = values.pop(item.name), values.get(item.joins)
                is_several = item.reference is not None and item.reference.many
                values[item.joins] = one if other is None else joined(other, one, is_several)
                blanks[:] = [name for name in blanks if name != item.joins]
            elif item.joins not in self.fields and item.name in blanks:
                blanks.append(item.joins)


def _all_told(wrongs: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Why a row cannot be taken, and the column that it is about; several are named in as many
    lines, since who mends the file wants to mend it once."""
    if len(wrongs) == 1:
        return wrongs[0]
    return "\n".join(_("%(column)s: %(why)s", column=at, why=why) for why, at in wrongs), ""


def let_go_of(table: Table, subject: Subject) -> LetGo | None:
    """What its records may come without: only cards are taken so."""
    return subject.let_go if table.is_cards else None


def lets_go(let_go: LetGo | None, name: str) -> bool:
    """Whether a record is taken without that field when it names nothing certain."""
    return let_go is not None and name == let_go.fields[0]


def fills_field(name: str) -> bool:
    """Whether a column's content is a field of the record, and not its number or version."""
    return bool(name) and name not in (NUMBER, VERSION)
