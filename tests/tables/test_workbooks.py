"""Workbooks from outside: what they show is read, and what they might do does not happen."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from crm.errors import Refused
from crm.tables.reading import read_table
from crm.tables.table import Options, Wrong

WHATEVER = Options()


def read(path, options=WHATEVER):
    return read_table(path, path.name, options)


@pytest.fixture
def book(tmp_path):
    """Writes a workbook with those rows on its first sheet, and lets the test add to it."""

    def write(*rows, change=None):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        if change is not None:
            change(book)
        book.save(tmp_path / "book.xlsx")
        return tmp_path / "book.xlsx"

    return write


def altered(path, name, change):
    """The workbook with one part of it changed as bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, change(content) if part == name else content)
    path.write_bytes(packed.getvalue())
    return path


MOMENT = datetime.fromisoformat("2025-03-04T09:30")
SHEET = "xl/worksheets/sheet1.xml"


def test_cells_are_dates_exact_numbers_and_texts(book):
    path = book(
        ["Name", "Since", "At", "Amount", "Year", "Share", "Is it", "Phone"],
        [
            "浙江大学",
            date(2025, 3, 4),
            MOMENT,
            0.1 + 0.2,
            2024,
            1e-7,
            True,
            "007",
        ],
    )

    (row,) = read(path).rows()

    assert row.cells == [
        "浙江大学",
        date(2025, 3, 4),
        MOMENT,
        "0.3",
        "2024",
        "0.0000001",
        "TRUE",
        "007",
    ]


def test_a_number_of_which_the_spreadsheet_has_lost_digits_is_wrong(book):
    (row,) = read(book(["Code"], [9111000012345678])).rows()

    assert isinstance(row.cells[0], Wrong)
    assert "Type it as text" in row.cells[0].why


def test_formulas_are_what_was_last_calculated_and_errors_are_wrong(book):
    def calculated(content):
        content = content.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
        return content.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")

    path = altered(book(["Sum", "Not", "Found"], ["=1+1", "=2+2", "#N/A"]), SHEET, calculated)

    table = read(path)

    (row,) = table.rows()
    assert row.cells[:2] == ["2", ""]
    assert row.cells[2].text == "#N/A"
    assert "error instead of a value" in row.cells[2].why
    assert table.warnings[0].startswith("1 formula was never calculated")


def test_merged_cells_and_hidden_sheets_are_told(book):
    def change(book):
        book.active.merge_cells("A2:A3")
        book.create_sheet("Second").append(["City"])
        book.create_sheet("Secret").sheet_state = "hidden"

    path = book(["Name"], ["Oxford"], change=change)

    table = read(path)

    assert table.sheets == ["Sheet", "Second"]
    assert table.sheet == "Sheet"
    assert table.warnings == [
        "1 merged cell: its value counts for the first cell only.",
        "Hidden sheets are left out: Secret.",
    ]
    with pytest.raises(Refused, match="no sheet “Secret”"):
        read(path, Options(sheet="Secret"))


def test_another_sheet_can_be_chosen(book):
    def change(book):
        book.create_sheet("Second").append(["City"])
        book["Second"].append(["Vienna"])

    table = read(book(["Name"], change=change), Options(sheet="Second"))

    assert table.header == ["City"]
    assert [row.cells for row in table.rows()] == [["Vienna"]]


def test_a_zip_bomb_is_refused_before_it_is_unpacked(book, monkeypatch):
    monkeypatch.setattr("crm.tables.workbook.MOST_UNPACKED", 2_000_000)
    path = altered(book(["Name"]), SHEET, lambda content: content + b" " * 3_000_000)

    with pytest.raises(Refused, match="The workbook is too large"):
        read(path)


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml"])
def test_an_xml_bomb_is_refused(book, part):
    laughs = b'<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'

    def wrapped(content):
        head, _end, rest = content.rpartition(b"?>")
        return head + _end + laughs + rest

    with pytest.raises(Refused, match="damaged or locked"):
        read(altered(book(["Name"]), part, wrapped))


def test_an_xml_that_hides_in_another_encoding_is_refused(book):
    def hidden(content):
        return content.decode().encode("utf-16")

    with pytest.raises(Refused, match="damaged or locked"):
        read(altered(book(["Name"]), SHEET, hidden))


def test_a_row_far_out_is_refused_and_a_column_far_out_is_told(book, monkeypatch):
    monkeypatch.setattr("crm.tables.workbook.LAST_ROW", 1000)

    def far(row):
        return lambda content: content.replace(b"</sheetData>", row + b"</sheetData>")

    wide = altered(book(["Name"]), SHEET, far(b'<row r="2"><c r="XFD2"><v>1</v></c></row>'))
    assert read(wide).warnings == ["What stands beyond column 200 is left out."]
    with pytest.raises(Refused, match="more than 1000 rows"):
        list(
            read(
                altered(book(["Name"]), SHEET, far(b'<row r="99999999999"><c><v>1</v></c></row>'))
            ).rows()
        )


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content[: len(content) // 2],
        lambda content: content[:0],
        lambda content: content.replace(b"inlineStr", b"s").replace(b"<is>", b"<v>7</v><is>"),
        lambda content: content.replace(b'r="A2"', b'r="2A"'),
    ],
)
def test_a_damaged_workbook_is_refused(book, change):
    with pytest.raises(Refused, match="damaged or locked"):
        list(read(altered(book(["Name"], ["Oxford"]), SHEET, change)).rows())


def test_any_other_zip_is_refused(tmp_path):
    path = tmp_path / "other.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("word/document.xml", "<w/>")

    with pytest.raises(Refused, match="damaged or locked"):
        read(path)
    path.write_bytes(b"PK\3\4" + b"x" * 100)
    with pytest.raises(Refused, match="damaged or locked"):
        read(path)
