"""The rows that cannot be taken, as a table with a column that says why."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import IO

from flask_babel import gettext as _

from crm.duplicates.wording import said_whys
from crm.imports.plan import read_plan
from crm.imports.planned import Meant, Planned, Verdict
from crm.imports.values import plain_text
from crm.imports.within import row_of
from crm.tables import table as tables
from crm.tables.table import Cell, Table
from crm.web.export import harmless, write_table

NOT_TAKEN = (Verdict.WRONG, Verdict.DOUBTFUL, Verdict.CONFLICT)


def reasons(table: Table, plan_file: Path) -> Iterator[bytes]:
    """The file's own columns and one more, in parts: UTF-8 with BOM, as the exports are."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([*map(harmless, table.header), _("Why it was not taken")])
    yield b"\xef\xbb\xbf"
    for cells, told in _left_out(table, plan_file):
        writer.writerow([*(_harmless_once(said(cell)) for cell in cells), told])
        yield _emptied(buffer)
    yield _emptied(buffer)


def workbook_of_reasons(table: Table, plan_file: Path) -> IO[bytes]:
    """The same as a workbook, in which no spreadsheet takes a phone or a long number for
    another."""
    rows = (
        [*(cell if isinstance(cell, date) else said(cell) for cell in cells), told]
        for cells, told in _left_out(table, plan_file)
    )
    file = io.BytesIO()
    write_table([*table.header, _("Why it was not taken")], rows, file)
    file.seek(0)
    return file


def _left_out(table: Table, plan_file: Path) -> Iterator[tuple[Sequence[Cell], str]]:
    """The cells of each row that cannot be taken, and why."""
    not_taken = read_plan(plan_file, NOT_TAKEN)
    planned = next(not_taken, None)
    for row in table.rows():
        if planned is None:
            break
        if row.number == planned.row:
            yield row.cells, why(planned)
            planned = next(not_taken, None)


def said(cell: Cell) -> str:
    """What stands in the file."""
    return cell.text if isinstance(cell, tables.Wrong) else str(cell)


def _harmless_once(cell: str) -> str:
    return cell if plain_text(cell) != cell else harmless(cell)


def why(planned: Planned) -> str:
    """In a sentence; with the column that it is about, if it is about one."""
    if planned.verdict is Verdict.DOUBTFUL:
        names = "; ".join(map(_called, planned.records))
        likely = _("It may be one of these: %(names)s.", names=names)
        return " ".join(filter(None, (likely, planned.why)))
    if planned.verdict is Verdict.CONFLICT:
        return _("Somebody changed the record after this file was made.")
    if planned.column:
        return _("%(column)s: %(why)s", column=planned.column, why=planned.why)
    return planned.why


def _called(record: Meant) -> str:
    whys = said_whys(record.whys)
    if (row := row_of(record.number)) is not None:
        return _("%(name)s in row %(row)s: %(whys)s", name=record.name, row=row, whys=whys)
    return f"{record.name} ({record.number}{': ' if whys else ''}{whys})"


def _emptied(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
