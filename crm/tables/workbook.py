"""Excel workbooks. The library that reads them is loaded by the first one who brings one."""

import importlib
import math
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError, ParserCreate

from flask_babel import gettext as _
from flask_babel import ngettext

from crm.errors import Refused
from crm.models.listed import listed
from crm.pattern import late
from crm.tables.table import (
    MEGABYTE,
    MOST_CELL_CHARACTERS,
    MOST_COLUMNS,
    MOST_OTHER_PART,
    MOST_PARTS,
    MOST_ROWS,
    MOST_SHARED_TEXTS,
    MOST_UNPACKED,
    Cell,
    Wrong,
)

PART = 256 * 1024
OVERLAP = 200
"""Bytes read again with the next part, so that nothing looked for is cut in two."""

LAST_ROW = MOST_ROWS * 2
"""Blank rows between count as well: a sheet may say that its next row is any row."""

DIGITS = 15
"""A spreadsheet keeps so many digits of a number, and zeros for the rest."""

ERRORS = frozenset(
    ("#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#DIV/0!", "#SPILL!", "#CALC!")
)
SHEET = late(r"xl/worksheets/[^/]+\.xml")
SHARED = "xl/sharedStrings.xml"
DECLARED = late(rb"<!DOCTYPE|<!ENTITY")
COUNTED = {
    # Cells with a value in a column after the two hundredth, which is GR.
    "far": late(rb'<(?:\w+:)?c r="(?:G[S-Z]|[H-Z][A-Z]|[A-Z]{3,})\d+"(?:[^>]*[^/])?>'),
    "merged": late(rb"<(?:\w+:)?mergeCell\s"),
    "uncalculated": late(rb"</f>\s*(?:</c>|<v\s*/>|<v>\s*</v>)|<f\b[^>]*/>\s*</c>"),
}
BROKEN = (
    zipfile.BadZipFile,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    OSError,
    RuntimeError,
    OverflowError,
)
"""How a file that is no workbook, or a damaged one, ends in the library."""


class Workbook:
    """A workbook that was looked through and is harmless."""

    def __init__(self, path: Path, sheet: str | None) -> None:
        self.path = path
        self.warnings = _looked_through(path)
        with self._opened() as book:
            states = {page.title: page.sheet_state for page in book.worksheets}
            last_rows = {page.title: page.max_row or 0 for page in book.worksheets}
        self.sheets = [title for title, state in states.items() if state == "visible"]
        if hidden := [title for title in states if title not in self.sheets]:
            names = listed(hidden)
            self.warnings.append(_("Hidden sheets are left out: %(names)s.", names=names))
        if not self.sheets:
            raise Refused(_("The workbook has no sheet that is shown."))
        if sheet is not None and sheet not in self.sheets:
            raise Refused(_("The workbook has no sheet “%(name)s”.", name=sheet))
        self.sheet = sheet or self.sheets[0]
        self.row_count = min(last_rows[self.sheet], MOST_ROWS)

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Each row with its number; formulas are what was last calculated."""
        with self._opened() as book:
            limits = {"max_row": LAST_ROW + 1, "max_col": MOST_COLUMNS + 1}
            rows = book[self.sheet].iter_rows(min_row=1, min_col=1, values_only=True, **limits)
            for number, values in enumerate(rows, start=1):
                if number > LAST_ROW:
                    raise Refused(_("The table has more than %(most)s rows.", most=LAST_ROW))
                last = next((n for n in range(len(values), 0, -1) if values[n - 1] is not None), 0)
                yield number, [_cell(value) for value in values[:last]]

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        openpyxl = importlib.import_module("openpyxl")
        warnings.filterwarnings("ignore", module="openpyxl")  # what it warns of is no news here
        with _reading(), self.path.open("rb") as file:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
            with closing(book):
                yield book


@contextmanager
def _reading() -> Iterator[None]:
    """Turns whatever the library raises at a damaged file into a sentence."""
    try:
        yield
    except BROKEN as error:
        raise _damaged() from error


def _damaged() -> Refused:
    return Refused(_("The workbook is damaged or locked. Open it in Excel and save it as XLSX."))


def _looked_through(path: Path) -> list[str]:
    """What to warn of. Unpacks all the XML once, without believing how large it says it is."""
    found: Counter[str] = Counter()
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS:
                raise _too_large()
            room = MOST_UNPACKED
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    with packed.open(part) as file:
                        room -= _look_through(file, part.filename, room, found)
    except (ExpatError, zlib.error, *BROKEN) as error:
        raise _damaged() from error
    return _warnings(found["merged"], found["uncalculated"], found["far"])


def _look_through(file: IO[bytes], name: str, room: int, found: Counter[str]) -> int:
    """How many bytes the part has unpacked. Raises Refused for too many, or for a bomb."""
    size, before, is_sheet = 0, b"", SHEET.fullmatch(name) is not None
    parser = ParserCreate()
    while new := file.read(PART):
        if not size and not new.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
            raise _damaged()  # in UTF-16 nothing that is looked for would be found
        size += len(new)
        if size > min(room, _most(name)):
            raise _too_large()
        piece = before + new
        if DECLARED.search(piece):
            raise _damaged()
        for word, pattern in COUNTED.items() if is_sheet else ():
            found[word] += sum(match.end() > len(before) for match in pattern.finditer(piece))
        parser.Parse(new)
        before = piece[-OVERLAP:]
    parser.Parse(b"", True)
    return size


def _most(name: str) -> int:
    if SHEET.fullmatch(name):
        return MOST_UNPACKED
    return MOST_SHARED_TEXTS if name == SHARED else MOST_OTHER_PART


def _too_large() -> Refused:
    return Refused(
        _(
            "The workbook is too large: unpacked it may have %(most)s MB, %(texts)s MB of them "
            "texts. Split it, or save it as CSV.",
            most=MOST_UNPACKED // MEGABYTE,
            texts=MOST_SHARED_TEXTS // MEGABYTE,
        )
    )


def _warnings(merged: int, uncalculated: int, far: int) -> list[str]:
    found = []
    if merged:
        found.append(
            ngettext(
                "%(num)s merged cell: its value counts for the first cell only.",
                "%(num)s merged cells: their value counts for the first cell only.",
                merged,
            )
        )
    if uncalculated:
        found.append(
            ngettext(
                "%(num)s formula was never calculated and counts as empty. Open the file in Excel "
                "and save it.",
                "%(num)s formulas were never calculated and count as empty. Open the file in "
                "Excel and save it.",
                uncalculated,
            )
        )
    if far:
        found.append(_("What stands beyond column %(most)s is left out.", most=MOST_COLUMNS))
    return found


def _cell(value: Any) -> Cell:
    if value is None:
        return ""
    read = next((read for kind, read in _READ if isinstance(value, kind)), str)
    return read(value)


def _text(text: str) -> Cell:
    if text in ERRORS:
        return Wrong(text, _("The cell has an error instead of a value: mend its formula."))
    if len(text) > MOST_CELL_CHARACTERS:
        why = _("The cell has more than %(most)s characters.", most=MOST_CELL_CHARACTERS)
        return Wrong(text[:100], why)
    if "\0" in text:
        return Wrong(text.replace("\0", "�"), _("The cell has a sign in it that is no text."))
    return text


def _number(value: int | float) -> Cell:
    """The number as the cell shows it in full: 15 digits, no exponent."""
    if math.isnan(value):
        return Wrong(str(value), _("The cell has no number that can be read."))
    text = format(Decimal(format(value, f".{DIGITS}g")), "f")
    if abs(value) >= 10**DIGITS:
        why = _(
            "The number has more than %(digits)s digits, and a spreadsheet keeps only so many. "
            "Type it as text.",
            digits=DIGITS,
        )
        return Wrong(text, why)
    return text


def _span(value: timedelta) -> str:
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def _moment(value: datetime) -> Cell:
    return value.date() if value.time() == time(0) else value


def _truth(value: bool) -> Cell:
    return "TRUE" if value else "FALSE"


def _day(value: date) -> Cell:
    return value


_READ: Sequence[tuple[type[Any], Callable[[Any], Cell]]] = (
    (str, _text),
    (bool, _truth),
    (int, _number),
    (float, _number),
    (datetime, _moment),
    (date, _day),
    (timedelta, _span),
)
"""A bool is an int too, and a datetime a date: they come first."""
