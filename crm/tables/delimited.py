"""Text files of delimited cells: CSV, as Excel and every other program writes it."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from flask_babel import gettext as _

from crm.errors import Refused
from crm.tables.encodings import encoding_of, mark_of
from crm.tables.table import MOST_CELL_CHARACTERS, MOST_LINE_CHARACTERS, Cell, Wrong

DELIMITERS = ",;\t|"

START = 64 * 1024
"""Characters by which the delimiter is found."""

Numbered = Iterator[tuple[int, list[Cell]]]


class Delimited:
    """A text file whose encoding and delimiter are known."""

    def __init__(self, path: Path, encoding: str | None, delimiter: str | None) -> None:
        self.path = path
        self.encoding = encoding_of(path, encoding)
        with self._opened() as file:
            start = file.read(START)
        self.says = delimiter_said(start)
        self.delimiter = delimiter or self.says or delimiter_of(start)
        if self.delimiter not in DELIMITERS:
            raise Refused(_("Choose a comma, a semicolon, a tab or a bar as delimiter."))

    def rows(self) -> Numbered:
        """Each row with its number. Raises Refused where the text is broken."""
        with self._opened() as file:
            if self.says:
                file.readline()
            csv.field_size_limit(MOST_CELL_CHARACTERS)
            reader = csv.reader(_lines(file), delimiter=self.delimiter, strict=True)
            number = 0
            while True:
                number += 1
                try:
                    row = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    raise _broken(number, str(error)) from error
                yield number, [_cell(text) for text in row] if "\0" in "".join(row) else [*row]

    def _opened(self) -> TextIO:
        file = self.path.open("rb")
        file.seek(mark_of(self.path, self.encoding))
        return io.TextIOWrapper(file, encoding=self.encoding, newline="")


def delimiter_said(start: str) -> str | None:
    """The delimiter of a first line such as `sep=;`, which Excel writes and hides."""
    line = start.split("\n", 1)[0].rstrip("\r")
    is_said = len(line) == 5 and line.startswith("sep=") and line[4] in DELIMITERS
    return line[4] if is_said else None


def delimiter_of(start: str) -> str:
    """The sign that cuts the first rows into the same number of cells, and into most."""

    def fit(delimiter: str) -> tuple[float, int]:
        widths = Counter(_widths(start, delimiter))
        if not widths:
            return 0.0, 0
        width, rows = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
        return (rows / widths.total() if width > 1 else 0.0), width

    return max(DELIMITERS, key=fit)


def _widths(start: str, delimiter: str) -> Iterator[int]:
    rows = csv.reader(io.StringIO(start, newline=""), delimiter=delimiter)
    try:
        yield from (len(row) for row in islice(rows, 30) if row)
    except csv.Error:
        return  # a cell without end: what came before it still counts


def _lines(file: TextIO) -> Iterator[str]:
    while line := file.readline(MOST_LINE_CHARACTERS):
        if len(line) == MOST_LINE_CHARACTERS:
            raise Refused(
                _(
                    "A line of the file has more than %(most)s characters. Look for a very long "
                    "cell, and shorten it.",
                    most=MOST_LINE_CHARACTERS,
                )
            )
        yield line


def _cell(text: str) -> Cell:
    if "\0" in text:
        return Wrong(text.replace("\0", "�"), _("The cell has a sign in it that is no text."))
    return text


def _broken(number: int, error: str) -> Refused:
    if "limit" in error:
        message = _(
            "Row %(number)s has a cell of more than %(most)s characters. Shorten it, or look for a "
            "quotation mark that is not closed.",
            number=number,
            most=MOST_CELL_CHARACTERS,
        )
    else:
        message = _(
            "Row %(number)s has a quotation mark that is not closed, or text after the closing "
            "one. Mend it there, or save the file again with a spreadsheet.",
            number=number,
        )
    return Refused(message)
