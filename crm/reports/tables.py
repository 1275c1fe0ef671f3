"""What a report is made of: tables of figures, each of which knows the list that it counts."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from typing import Any

from crm.frozen import Frozen

Args = Mapping[str, Any]


class Figure(Frozen):
    """A number, and the list that it is about: as a rule it is the number of its rows.

    `room` is None when there is no such list, `number` when it cannot be said.
    """

    number: int | Decimal | None
    room: str | None = None
    args: Args = field(default_factory=dict)
    is_rate: bool = False
    """Whether it is a part of the whole, which the list shows, from 0 to 1."""
    is_sum: bool = False
    """Whether it adds up what the rows of the list say."""


class Line(Frozen):
    """`code` is what the database calls it."""

    label: str
    figures: Sequence[Figure]
    code: object = None


class Table(Frozen):
    """`drawn` are the columns that its picture shows; the first is drawn before the second."""

    name: str
    title: str
    head: str
    """What the lines are."""

    columns: Sequence[str]
    lines: Sequence[Line]
    total: Line | None = None
    notes: Sequence[str] = ()
    drawn: Sequence[int] = ()

    def rows(self) -> list[list[object]]:
        """As a file has them, the names of the columns first."""
        whole = [*self.lines, *([self.total] if self.total is not None else [])]
        return [
            [self.head, *self.columns],
            *([line.label, *(_plain(figure) for figure in line.figures)] for line in whole),
        ]


def _plain(figure: Figure) -> object:
    if figure.number is None:
        return ""
    return round(float(figure.number), 4) if figure.is_rate else figure.number


def together(label: str, lines: Sequence[Line], figures: Sequence[Figure]) -> Line:
    """The last line: what each column sums up to, as the list of `figures` has it."""
    sums = [sum(line.figures[place].number or 0 for line in lines) for place in range(len(figures))]
    return Line(
        label,
        [Figure(number, f.room, f.args) for number, f in zip(sums, figures, strict=True)],
    )
