"""In which order the rows of a plan are written: what others name comes before them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from flask_babel import gettext as _

from crm.errors import Refused
from crm.imports.planned import Planned


class Rounds:
    """Goes through the rows once, and once more for each step that they stand below each other, so
    that none has to be held."""

    def __init__(self, rows: Callable[[], Iterator[Planned]]) -> None:
        self.rows = rows
        self.named: frozenset[int] = frozenset()
        self.numbers: dict[int, int] = {}

    def one(self, at_once: int) -> Iterator[list[Planned]]:
        """All rows as they stand, of which none names another."""
        yield from _portions(self.rows(), at_once)

    def portions(self, at_once: int) -> Iterator[list[Planned]]:
        """All rows; whoever writes a portion tells `note` before the next one. Raises Refused when
        a row names one that is not written."""
        self.named = frozenset(n for row in self.rows() for n in row.named_rows.values())
        left = {row.row for row in self.rows() if row.named_rows}
        yield from _portions((row for row in self.rows() if not row.named_rows), at_once)
        while left:
            before = len(left)
            ready = (row for row in self.rows() if row.row in left and self._is_ready(row))
            for portion in _portions(ready, at_once):
                left -= {row.row for row in portion}
                yield [self._linked(row) for row in portion]
            if len(left) == before:
                self._refuse(min(left))

    def note(self, rows: Sequence[Planned], made: Mapping[int, int]) -> None:
        """What has become of those rows: the numbers of the new records by row."""
        for row in rows:
            if row.row in self.named:
                self.numbers[row.row] = made.get(row.row) or row.records[0].number

    def _is_ready(self, row: Planned) -> bool:
        return all(named in self.numbers for named in row.named_rows.values())

    def _linked(self, row: Planned) -> Planned:
        numbers = {name: self.numbers[named] for name, named in row.named_rows.items()}
        return replace(row, values={**row.values, **numbers})

    def _refuse(self, number: int) -> None:
        row = next(row for row in self.rows() if row.row == number)
        named = next(n for n in row.named_rows.values() if n not in self.numbers)
        message = _(
            "Row %(row)s names what row %(named)s brings, and that is left out. Nothing was "
            "imported.",
            row=number,
            named=named,
        )
        raise Refused(message)


def _portions(rows: Iterator[Planned], at_once: int) -> Iterator[list[Planned]]:
    while portion := list(islice(rows, at_once)):
        yield portion
