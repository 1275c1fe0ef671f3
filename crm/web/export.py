"""Rows of a list as CSV and XLSX: harmless to a spreadsheet, never all in memory."""

import csv
import importlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import IO, Any

from sqlalchemy import Engine, String, type_coerce

from crm.database import AnySelect, ExactNumber
from crm.web.columns import Column
from crm.web.filters import Args
from crm.web.listing import Listing
from crm.web.locale import Reader, local_time
from crm.web.numbers import plain_number

BATCH = 500
"""Rows fetched and sent at once: so few that their values stay in the processor's own memory."""

DANGEROUS = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""A cell that begins so is run as a formula by spreadsheets (OWASP, CSV Injection): some of them
read full-width signs, which Chinese keyboards write, as the usual ones."""

SUSPECT = DANGEROUS | {"'"}
"""What `harmless` has to look at. Most cells begin with something else."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Convert = Callable[[Sequence[Any]], Iterable[object]]
"""Makes of a column's values what stands in the file: a call a column, not a call a cell."""


def harmless(cell: str) -> str:
    """The text with an apostrophe before it when a spreadsheet would run it, or when it has one
    there already, so that an import which takes it away gives the text as it was."""
    return f"'{cell}" if cell.lstrip("'")[:1] in DANGEROUS else cell


def write_workbook(
    listing: Listing, args: Args, reader: Reader, file: IO[bytes], engine: Engine
) -> None:
    """An Excel file. Its library takes 13 MB and is loaded by the first one who wants it."""
    workbook = importlib.import_module("crm.web.workbook")
    workbook.write_xlsx(listing, args, reader, file, engine)


def write_table(
    header: Sequence[str], rows: Iterable[Sequence[str | date]], file: IO[bytes]
) -> None:
    """An Excel file of rows that are no list of ours."""
    importlib.import_module("crm.web.workbook").write_table(header, rows, file)


def csv_parts(listing: Listing, args: Args, reader: Reader, engine: Engine) -> Iterator[bytes]:
    """The CSV in parts: UTF-8 with BOM, RFC 4180, ISO dates."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([str(column.label) for column in listing.columns])
    yield b"\xef\xbb\xbf" + _emptied(buffer)
    converts = [_text_of(column, reader) for column in listing.columns]
    for batch in batches(listing.export_statement(args, reader), engine):
        columns = [
            convert(cells)
            for convert, cells in zip(converts, zip(*batch, strict=True), strict=True)
        ]
        writer.writerows(zip(*columns, strict=True))
        yield _emptied(buffer)


def csv_of(rows: Iterable[Iterable[object]]) -> bytes:
    """The rows of a small table, the names of its columns first, as all our CSV is written."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    for row in rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return b"\xef\xbb\xbf" + _emptied(buffer)


def _emptied(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def batches(statement: AnySelect, engine: Engine) -> Iterator[Sequence[Sequence[Any]]]:
    """The rows as the database gives them, in batches, on a connection of their own."""
    plain = statement.with_only_columns(
        *(type_coerce(column, String) for column in statement.selected_columns)
    )
    with engine.connect().execution_options(stream_results=True, max_row_buffer=BATCH) as reading:
        yield from reading.execute(plain).partitions(BATCH)


def _text_of(column: Column, reader: Reader) -> Convert:
    blank = harmless(str(column.blank)) if column.blank is not None else ""
    words = {code: harmless(str(word)) for code, word in words_of(column, reader).items()}
    if words:
        return partial(map, _Spoken(words | {None: blank}).__getitem__)
    if column.is_moment:
        return lambda cells: [blank if it is None else str(clock_time(it)) for it in cells]
    if column.is_exact:
        return lambda cells: [blank if it is None else plain_number(exact(it)) for it in cells]
    return lambda cells: [
        blank if it is None else harmless(it) if isinstance(it, str) and it[:1] in SUSPECT else it
        for it in cells
    ]


class _Spoken(dict[Any, str]):
    """The words of codes; a code that has none is its own word."""

    def __missing__(self, code: str) -> str:
        return code


def exact(kept: int | Decimal) -> Decimal:
    """The decimal that stands in the database as so many ten-thousandths."""
    return Decimal(kept).scaleb(-ExactNumber.PLACES)


def clock_time(kept: str | datetime) -> datetime:
    """What the office's clock shows at that instant, which SQLite keeps as text."""
    moment = datetime.fromisoformat(kept) if isinstance(kept, str) else kept
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return local_time(aware).replace(tzinfo=None, microsecond=0)


def words_of(column: Column, reader: Reader) -> Mapping[str, Any]:
    return column.words(reader) if column.words is not None else {}
