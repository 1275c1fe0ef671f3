"""Bars beside a table, drawn as SVG: pure geometry, all widths in per cents of the picture."""

from collections.abc import Sequence

from crm.frozen import Frozen
from crm.reports.tables import Figure, Table

MOST_BARS = 12
"""More are in the table alone."""

ROW, BAR, GAP = 38, 12, 3
"""Pixels: of a row, of one of its bars, and between two bars."""

WIDEST = 86
"""Per cent that the longest bar takes, so that its number stands behind it."""

NARROWEST = 0.4
"""One among many thousands is still seen."""


class Bar(Frozen):
    figure: Figure
    y: float
    width: float
    series: int


class BarRow(Frozen):
    label: str
    y: float
    bars: Sequence[Bar]


class Picture(Frozen):
    """`series` names what the first bar of a row is, and the second."""

    rows: Sequence[BarRow]
    series: Sequence[str]
    height: float
    left_out: int
    """How many lines of the table are not drawn."""


def picture_of(table: Table) -> Picture | None:
    """The picture of a table; None when there is nothing to draw."""
    places = table.drawn
    shown = table.lines[:MOST_BARS]
    most = max((_of(line.figures[p]) for line in shown for p in places), default=0.0)
    if not places or most == 0:
        return None
    height = ROW + (len(places) - 1) * (BAR + GAP)
    rows = [
        BarRow(
            line.label,
            place * height,
            [
                Bar(
                    line.figures[column],
                    place * height + 18 + number * (BAR + GAP),
                    _width(_of(line.figures[column]), most),
                    number,
                )
                for number, column in enumerate(places)
            ],
        )
        for place, line in enumerate(shown)
    ]
    series = [table.columns[place] for place in places]
    return Picture(rows, series, len(rows) * height, len(table.lines) - len(shown))


def _of(figure: Figure) -> float:
    return max(float(figure.number or 0), 0.0)


def _width(number: float, most: float) -> float:
    return round(max(number / most * WIDEST, NARROWEST), 2) if number else 0.0
