"""Rows of a list as an Excel workbook. `crm.web.export` loads this on first use."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, NamedTuple
from unicodedata import east_asian_width

import xlsxwriter
from sqlalchemy import Engine

from crm.web.columns import Column
from crm.web.export import batches, clock_time, exact, words_of
from crm.web.filters import Args
from crm.web.listing import Listing
from crm.web.locale import Reader

SETTINGS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
A4 = 9
WIDEST = 260
"""In signs of a column's width: what is wider could not be read on one sheet's width."""

LONGEST_TAB = 31
"""Characters that Excel takes as the name of a sheet."""

MOST_LINES = 8
"""Lines of a text that is broken; one that needs more stays on one, or it would fill the window."""

LINE = 15
"""Points of a line. Not every program makes a row higher for what is in it."""

FILLED = 0.9
"""How much of a line is filled where words are not broken."""

TIMES = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm"}


def write_xlsx(
    listing: Listing, args: Args, reader: Reader, file: IO[bytes], engine: Engine
) -> None:
    """A workbook with real dates, a frozen heading and a filter, which prints with its heading on
    each sheet; text is never a formula."""
    converts = [_cell_of(column, reader) for column in listing.columns]
    rows = (
        [convert(value) for convert, value in zip(converts, row, strict=True)]
        for batch in batches(listing.export_statement(args, reader), engine)
        for row in batch
    )
    widths = [column.width for column in listing.columns]
    _write(
        file,
        str(listing.title)[:LONGEST_TAB],
        [str(column.label) for column in listing.columns],
        widths,
        rows,
    )


def write_table(
    header: Sequence[str], rows: Iterable[Sequence[str | date]], file: IO[bytes]
) -> None:
    """The same of rows that are no list of ours: texts stay texts, also those of digits."""
    _write(file, None, header, [24] * len(header), rows)


def _write(
    file: IO[bytes],
    name: str | None,
    header: Sequence[str],
    widths: Sequence[float],
    rows: Iterable[Sequence[Any]],
) -> None:
    book = xlsxwriter.Workbook(file, SETTINGS)
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    formats = _formats(book)
    sheet = book.add_worksheet(name)
    sheet.set_row(0, LINE * max(map(_heading_lines, header, widths)))
    for place, (label, width) in enumerate(zip(header, widths, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, label, heading)
    number = 0
    for number, row in enumerate(rows, 1):
        _write_row(sheet, number, row, widths, formats)
    sheet.freeze_panes(1, 0)
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    if sum(widths) <= WIDEST:
        sheet.fit_to_pages(1, 0)
    sheet.autofilter(0, 0, number, len(header) - 1)
    book.close()


class _Formats(NamedTuple):
    """How cells look, of which each begins at the top of its row."""

    plain: Any
    broken: Any
    times: Mapping[type[date], Any]
    whole: Any
    parted: Any


def _formats(book: Any) -> _Formats:
    top = {"valign": "top"}
    return _Formats(
        plain=book.add_format(top),
        broken=book.add_format({**top, "text_wrap": True}),
        times={kind: book.add_format({**top, "num_format": told}) for kind, told in TIMES.items()},
        whole=book.add_format({**top, "num_format": "#,##0"}),
        parted=book.add_format({**top, "num_format": "#,##0.00##"}),
    )


def _write_row(
    sheet: Any, number: int, row: Sequence[Any], widths: Sequence[float], formats: _Formats
) -> None:
    lines = [
        _lines(cell, width) if isinstance(cell, str) else 1
        for cell, width in zip(row, widths, strict=True)
    ]
    highest = max((one for one in lines if one <= MOST_LINES), default=1)
    if highest > 1:
        sheet.set_row(number, LINE * highest)
    for place, cell in enumerate(row):
        if isinstance(cell, date):
            sheet.write_datetime(number, place, cell, formats.times[type(cell)])
        elif isinstance(cell, Decimal):
            how = formats.whole if cell == cell.to_integral_value() else formats.parted
            sheet.write_number(number, place, cell, how)
        elif isinstance(cell, int):
            sheet.write_number(number, place, cell, formats.plain)
        elif cell:
            how = formats.broken if 1 < lines[place] <= MOST_LINES else formats.plain
            sheet.write_string(number, place, cell[:32767], how)


def _heading_lines(label: str, width: float) -> int:
    """The same of a heading, which is bold and therefore wider."""
    return _lines(label, width * FILLED)


def _lines(text: str, width: float) -> int:
    """How many lines the text takes in a column of that width."""
    if len(text) * 2 <= width and "\n" not in text:
        return 1
    signs = (len(line) + sum(map(_is_wide, line)) for line in text.splitlines())
    return sum(1 if line <= width else math.ceil(line / width / FILLED) for line in signs) or 1


def _is_wide(sign: str) -> bool:
    return sign > "\u1100" and east_asian_width(sign) in "WF"


def _cell_of(column: Column, reader: Reader) -> Callable[[Any], Any]:
    words = {code: str(word) for code, word in words_of(column, reader).items()}
    blank = str(column.blank) if column.blank is not None else ""

    def cell(value: Any) -> Any:
        if value is None:
            return blank
        if column.is_moment:
            return clock_time(value)
        if column.is_exact:
            return exact(value)
        known = words.get(value, value)
        return _day_or_word(known) if column.is_date else known

    return cell


def _day_or_word(value: str | date) -> str | date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        return value
