"""Reads a file from outside as a table, whatever spreadsheet wrote it."""

from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path

from flask_babel import gettext as _

from crm.errors import Refused
from crm.models.listed import listed
from crm.tables.cards import Cards, is_cards
from crm.tables.delimited import Delimited
from crm.tables.table import (
    LAST_HEADER_ROW,
    MEGABYTE,
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    Options,
    Row,
    Table,
    Wrong,
)
from crm.tables.workbook import Workbook

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
"""Excel before 2007, or a workbook with a password."""

OTHERS = (b"%PDF", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf")


Source = Delimited | Workbook | Cards

AS_FOUND = Options()
"""Nobody has said anything: encoding, delimiter and sheet are found out."""


def read_table(path: Path, name: str, options: Options = AS_FOUND) -> Table:
    """Looks the whole file through; `name` is what the person calls it.

    Raises Refused, with what to do, for a file that is no table, is broken or is too large.
    """
    source = _source(path, name, options)
    header_row, heading = _heading(source, options)
    first = header_row + 1
    names, warnings = _names(heading, options)
    warnings = [*(source.warnings if isinstance(source, Workbook) else ()), *warnings]
    if options.header_row is None and _is_below_others(source, header_row):
        warnings.insert(0, _found_below(header_row))

    def rows() -> Iterator[Row]:
        return _rows(source, first, len(names))

    return Table(
        header=names,
        rows=rows,
        row_count=(
            sum(1 for _row in rows()) if isinstance(source, Delimited) else source.row_count
        ),
        header_row=header_row,
        warnings=warnings,
        encoding=source.encoding if isinstance(source, Delimited) else None,
        delimiter=source.delimiter if isinstance(source, Delimited) else None,
        sheet=source.sheet if isinstance(source, Workbook) else None,
        sheets=source.sheets if isinstance(source, Workbook) else (),
        is_cards=isinstance(source, Cards),
    )


def _source(path: Path, name: str, options: Options) -> Source:
    size = path.stat().st_size
    if size > MOST_BYTES:
        message = _("“%(name)s” has more than %(most)s MB.", name=name, most=MOST_BYTES // MEGABYTE)
        raise Refused(message)
    with path.open("rb") as file:
        start = file.read(512)
    if is_cards(start):
        return Cards(path, options.encoding)
    if start.startswith(b"PK"):
        return Workbook(path, options.sheet)
    if start.startswith((OLD_WORKBOOK, *OTHERS)) or start.lstrip()[:1] == b"<":
        raise Refused(
            _(
                "“%(name)s” is neither CSV nor XLSX. Open it in Excel and save it as XLSX.",
                name=name,
            )
        )
    if not start.strip(b"\xef\xbb\xbf\xff\xfe\0 \r\n\t"):
        raise Refused(_("“%(name)s” is empty.", name=name))
    return Delimited(path, options.encoding, options.delimiter)


def _heading(source: Source, options: Options) -> tuple[int, list[Cell]]:
    """The number of the row that names the columns, 0 for none; and the first row that counts."""
    wanted = options.header_row or 0
    counting = ((n, cells) for n, cells in source.rows() if n >= wanted and not _is_blank(cells))
    first = next(counting, None)
    if first is None:
        raise Refused(_("The table is empty: its first row has to name the columns."))
    if options.header_row == 0:
        return 0, first[1]
    if options.header_row is not None:
        return first
    top = [first, *takewhile(lambda row: row[0] <= LAST_HEADER_ROW, counting)]
    widest = max(_filled(cells) for _number, cells in top)
    return next(row for row in top if not _is_title(_filled(row[1]), widest))


def _is_title(filled: int, widest: int) -> bool:
    """Whether a row of so many cells rather says what the table is, or by whom: such stand above
    the names of the columns."""
    return (filled == 1 and widest > 2) or (filled == 2 and widest > 5)


def _filled(cells: Sequence[Cell]) -> int:
    return sum(not _is_blank([cell]) for cell in cells)


def _is_below_others(source: Source, row: int) -> bool:
    return any(not _is_blank(cells) for _n, cells in takewhile(lambda r: r[0] < row, source.rows()))


def _found_below(row: int) -> str:
    return _("Row %(row)s names the columns: what stands above it is left out.", row=row)


def _names(heading: Sequence[Cell], options: Options) -> tuple[list[str], list[str]]:
    """A name for each column, none twice, and what to warn of."""
    texts = [_plain(cell).strip() for cell in heading]
    while texts and not texts[-1]:
        texts.pop()
    if len(texts) > MOST_COLUMNS:
        raise Refused(_("The table has more than %(most)s columns.", most=MOST_COLUMNS))
    if options.header_row == 0:
        return [_column(place) for place in range(1, len(texts) + 1)], []
    warnings = []
    if twice := {text: None for text in texts if text and texts.count(text) > 1}:
        warnings.append(_("Several columns are called the same: %(names)s.", names=listed(twice)))
    if any(_is_value(cell) for cell in heading):
        warnings.append(_("The first row looks like data and not like the names of columns."))
    return _told_apart([text or _column(place) for place, text in enumerate(texts, 1)]), warnings


def _told_apart(texts: Sequence[str]) -> list[str]:
    names: list[str] = []
    for text in texts:
        name, copy = text, 1
        while name in names:
            copy += 1
            name = f"{text} ({copy})"
        names.append(name)
    return names


def _rows(source: Source, first: int, width: int) -> Iterator[Row]:
    count = 0
    for number, cells in source.rows():
        if number < first or _is_blank(cells):
            continue
        count += 1
        if count > MOST_ROWS:
            message = _("The table has more than %(most)s rows. Split the file.", most=MOST_ROWS)
            raise Refused(message)
        why = None
        if len(cells) > width and not _is_blank(cells[width:]):
            why = _(
                "The row has more cells (%(cells)s) than the table has columns (%(columns)s).",
                cells=len(cells),
                columns=width,
            )
        yield Row(number, [*cells[:width], *[""] * (width - len(cells))], why)


def _column(place: int) -> str:
    return _("Column %(number)s", number=place)


def _plain(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell.text if isinstance(cell, Wrong) else str(cell)


def _is_value(cell: Cell) -> bool:
    """Whether the cell is rather a value than the name of a column."""
    if not isinstance(cell, str):
        return True
    return "@" in cell or cell.replace(".", "").replace("-", "").replace("/", "").isdigit()


def _is_blank(cells: Sequence[Cell]) -> bool:
    return all(isinstance(cell, str) and (not cell or cell.isspace()) for cell in cells)
