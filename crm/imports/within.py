"""Rows of a file that name what other rows of it bring, before or after them.

What a row brings has no number as long as it is not written: till then the number of the row
stands for it, negative.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from flask_babel import gettext as _

from crm.imports.references import LookUp, Numbers, Reference
from crm.imports.values import Wrong, cell_text, plain_text
from crm.models.names import name_key
from crm.tables.table import Cell, Row, Table

AT_ONCE = 500
"""Rows whose cells are looked up together."""


def row_of(number: object) -> int | None:
    """The row that such a number stands for; None for the number of a record."""
    return -number if isinstance(number, int) and number < 0 else None


def said(cell: Cell) -> str | None:
    """What the cell names; None when nothing or when it is wrong."""
    try:
        return plain_text(cell_text(cell)) if isinstance(cell, str) else None
    except Wrong:
        return None


def called_within(
    table: Table, place: int, names: Sequence[int], reference: Reference
) -> dict[str, Numbers]:
    """For what the cells in that place name and no record is called, the rows that are: their
    names are in the other places."""
    unknown = _unknown(table.rows(), place, reference.begin())
    if not unknown:
        return {}
    rows: dict[str, dict[int, None]] = {}
    for row in table.rows():
        keys = {name_key(name) for at in names if not row.why and (name := said(row.cells[at]))}
        for key in keys & unknown.keys():
            rows.setdefault(key, {})[-row.number] = None
    return {text: tuple(rows[key]) for key in rows for text in unknown[key]}


def _unknown(rows: Iterator[Row], place: int, look_up: LookUp) -> Mapping[str, set[str]]:
    """The texts there that name no record, by how they are compared."""
    unknown: dict[str, set[str]] = {}
    while portion := list(islice(rows, AT_ONCE)):
        texts = {text for row in portion if not row.why and (text := said(row.cells[place]))}
        for text in texts - look_up(texts).keys():
            unknown.setdefault(name_key(text), set()).add(text)
    return unknown


@dataclass
class Fates:
    """What has become of the rows of a file: which records they are, which of them are wrong, and
    what each belongs to."""

    records: dict[int, int] = field(default_factory=dict)
    wrong: set[int] = field(default_factory=set)
    above: dict[int, int] = field(default_factory=dict)

    def stands_for(self, numbers: Iterable[int]) -> Numbers:
        """Those records, with the numbers of the rows that are records already."""
        return tuple(dict.fromkeys(map(self._known, numbers)))

    def trouble(self, row: int) -> str:
        """Why the row cannot belong where it says; empty when it can."""
        start = number = self._known(-row)
        passed: set[int] = set()
        while (above := self.above.get(number)) is not None:
            number = self._known(above)
            if (named := row_of(number)) in self.wrong:
                return _("It belongs to what row %(row)s brings, which is wrong.", row=named)
            if number == start:
                return _("It cannot belong to itself or to one that belongs to it.")
            if number in passed:
                return _("It belongs to one that belongs to itself.")
            passed.add(number)
        return ""

    def note(self, row: int, above: object, *, is_wrong: bool, record: int | None) -> None:
        if is_wrong:
            self.wrong.add(row)
        if record is not None:
            self.records[row] = record
        if isinstance(above, int):
            self.above[-row if record is None else record] = above

    def _known(self, number: int) -> int:
        row = row_of(number)
        return number if row is None else self.records.get(row, number)
