"""What a file says as a table, and how large one may be."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from crm.frozen import Frozen

MEGABYTE = 1024 * 1024

LAST_HEADER_ROW = 12
"""The last row that may name the columns: titles and empty rows stand above."""

MOST_BYTES = 100 * MEGABYTE
"""Of the file as it comes."""

MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_CELL_CHARACTERS = 100_000
"""The longest text that a record keeps has 20,000."""

MOST_LINE_CHARACTERS = MEGABYTE
"""Of one line of a CSV, which is read as a whole."""

MOST_UNPACKED = 300 * MEGABYTE
"""Bytes of all the XML of a workbook, which is packed as a ZIP."""

MOST_SHARED_TEXTS = 60 * MEGABYTE
"""Bytes of the texts of a workbook, which have to be held in memory."""

MOST_OTHER_PART = 8 * MEGABYTE
"""Bytes of any other part of a workbook that is no sheet: formats, the list of sheets."""

MOST_PARTS = 10_000


class Options(Frozen):
    """What the person has said; what is None is found out."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    """The row that names the columns: 0 for none, None for the first that is not blank."""


class Wrong(Frozen):
    """A cell that cannot be taken, and why, as a sentence."""

    text: str
    why: str


Cell = str | date | datetime | Wrong
"""An empty cell is an empty text; a number is its exact text."""


class Row(Frozen):
    """A row that is not blank, as wide as the header; `number` is what a spreadsheet calls it."""

    number: int
    cells: Sequence[Cell]
    why: str | None = None
    """Why the row as a whole is wrong."""


class Table(Frozen):
    """A file that was looked through. `rows` reads it anew each time, and never holds it.

    It raises Refused where a workbook is damaged in a way that only its reading shows.
    """

    header: Sequence[str]
    """A name for each column, none twice."""

    rows: Callable[[], Iterator[Row]]
    row_count: int
    """Exact for a text; of a workbook what the sheet says of itself."""

    header_row: int
    """Which row has named the columns; 0 when none has."""

    warnings: Sequence[str] = ()
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    sheets: Sequence[str] = ()
    is_cards: bool = False
    """Whether phones have written it, which know nothing of our register."""
