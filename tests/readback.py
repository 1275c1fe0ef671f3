"""Reads our exports with LibreOffice, and what LibreOffice saves with ours: `make readback`.

Besides `make test`, which reads them with openpyxl and vobject: LibreOffice is half a gigabyte.
"""

import csv
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from flask import Flask
from flask_babel import Babel

from crm.tables.reading import read_table
from crm.web.export import harmless
from tests.browser.office import crm, furnish
from tests.chromium import apt, find_program

LISTS = ("partners", "contacts", "agreements", "tasks")
DATED = {"agreements": "Signed on", "tasks": "Due on"}
HELP = "This needs LibreOffice: on Debian run “apt-get install libreoffice-calc-nogui” as root."

Grid = list[list[str]]


@dataclass(frozen=True)
class Saved:
    """How LibreOffice is asked to save: the ending, and for CSV its own numbers for delimiter,
    quote and encoding."""

    called: str
    ending: str
    wanted: str


def _as_csv(called: str, encoding: int, delimiter: str = ",") -> Saved:
    options = f"{ord(delimiter)},34,{encoding},1,,0,false,true,false"
    return Saved(called, "csv", f"csv:Text - txt - csv (StarCalc):{options}")


UTF_8 = _as_csv("UTF-8", 76)
WAYS = (
    UTF_8,
    _as_csv("UTF-16", 65535),
    _as_csv("GBK", 67),
    _as_csv("GB18030", 85),
    _as_csv("UTF-8, semicolons", 76, ";"),
    _as_csv("GBK, tabs", 67, "\t"),
    Saved("Excel", "xlsx", "xlsx:Calc MS Excel 2007 XML"),
)
FLAT = Saved("Flat", "fods", "fods")
BIG5 = _as_csv("Big5", 68)
TRADITIONAL = [["名稱", "城市"], ["國立臺灣大學醫學院", "臺北"], ["香港中文大學醫學院", "香港"]]


def main() -> None:
    """Raises AssertionError where the two do not read the same."""
    program = find_program("soffice", "libreoffice")
    if program is None and apt("update"):
        apt("install", "-y", "--no-install-recommends", "libreoffice-calc-nogui")
        program = find_program("soffice", "libreoffice")
    if program is None:
        sys.exit(HELP)
    app = Flask(__name__)
    Babel(app)
    with tempfile.TemporaryDirectory() as place, app.test_request_context():
        folder = Path(place)
        for line in _compared(folder, program):
            click.echo(line)


def _compared(folder: Path, program: str) -> Iterator[str]:
    office = folder / "office"
    office.mkdir()
    furnish(office)
    books = [folder / f"{name}.xlsx" for name in LISTS]
    for book in books:
        for file in (book, book.with_suffix(".csv")):
            crm(office, "export", book.stem, str(file))
    in_csv, flat = (_saved(books, way, program) for way in (UTF_8, FLAT))
    for book in books:
        ours = _rows(book.with_suffix(".csv"))
        theirs = _rows(in_csv / f"{book.stem}.csv")
        assert ours == [[str(harmless(cell)) for cell in row] for row in theirs], book.stem
        days = (flat / f"{book.stem}.fods").read_text().count('office:value-type="date"')
        assert days >= _number_of_days(ours, DATED.get(book.stem)), book.stem
        yield f"{book.stem}: {len(ours) - 1} rows with {days} days are the same in LibreOffice"
    for way in WAYS:
        saved = _saved(books, way, program)
        for book in books:
            assert _read(saved / f"{book.stem}.{way.ending}") == _read(book), book.stem
        yield f"{way.called}: reads as what was saved"
    source = folder / "traditional.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(TRADITIONAL)
    assert _read(_saved([source], BIG5, program) / source.name) == TRADITIONAL
    yield "Big5: reads as what was saved"


def _number_of_days(rows: Grid, column: str | None) -> int:
    """How many rows have a day in that column; more than none."""
    if column is None:
        return 0
    place = rows[0].index(column)
    days = sum(row[place][:2] == "20" for row in rows[1:])
    assert days > 0
    return days


def _saved(sources: Sequence[Path], way: Saved, program: str) -> Path:
    """The folder of those files as LibreOffice saves them in that way."""
    above = sources[0].parent
    folder = above / "saved" / way.called.replace(" ", "-")
    command = [program, f"-env:UserInstallation={(above / 'profile').as_uri()}", "--headless"]
    if sources[0].suffix == ".csv":
        command += ["--infilter=CSV:44,34,76"]
    command += ["--convert-to", way.wanted, "--outdir", str(folder), *map(str, sources)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def _rows(file: Path) -> Grid:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream, strict=True))


def _read(file: Path) -> Grid:
    """The file as an import reads it."""
    table = read_table(file, file.name)
    return [list(table.header), *([str(cell) for cell in row.cells] for row in table.rows())]


if __name__ == "__main__":
    main()
