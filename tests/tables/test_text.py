"""CSV from outside: each encoding and delimiter is found, and what is broken is named."""

import csv

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.errors import Refused
from crm.tables import table as limits
from crm.tables.reading import read_table
from crm.tables.table import Options, Wrong

SIMPLE = "名称,国家,备注\r\n浙江大学,中国,合作协议\r\n清华大学,中国,交换生项目\r\n"
TRADITIONAL = "名稱,國家,備註\r\n國立臺灣大學,臺灣,交換學生計畫\r\n淡江大學,臺灣,合作協議\r\n"


WHATEVER = Options()


def read(tmp_path, content, options=WHATEVER, name="partners.csv"):
    path = tmp_path / "table"
    path.write_bytes(content)
    return read_table(path, name, options)


def cells(table):
    return [list(row.cells) for row in table.rows()]


@pytest.mark.parametrize(
    ("text", "written", "found"),
    [
        (SIMPLE, "utf-8", "utf-8"),
        (SIMPLE, "utf-8-sig", "utf-8"),
        (SIMPLE, "gbk", "gb18030"),
        (SIMPLE, "gb18030", "gb18030"),
        (SIMPLE, "utf-16", "utf-16-le"),
        (SIMPLE, "utf-16-le", "utf-16-le"),
        (SIMPLE, "utf-16-be", "utf-16-be"),
        ("\ufeff" + SIMPLE, "utf-16-be", "utf-16-be"),
        (TRADITIONAL, "big5", "big5"),
        (TRADITIONAL + "香港恒生大學,香港,無\r\n", "cp950", "cp950"),
        (TRADITIONAL + "深水埗醫院,香港,無\r\n", "big5hkscs", "big5hkscs"),
        ("Nom;Ville\r\nUniversité;Besançon\r\n", "cp1252", "cp1252"),
    ],
)
def test_each_encoding_is_found_by_itself(tmp_path, text, written, found):
    table = read(tmp_path, text.encode(written))

    assert table.encoding == found
    wanted = [line.replace(";", ",").split(",") for line in text.strip("\ufeff").splitlines()]
    assert [list(table.header), *cells(table)] == wanted


NAMES = st.sampled_from(
    [
        "浙江大学",
        "合作协议",
        "Universität, Wien",
        'die "Alte"',
        "zwei\nZeilen",
        "",
        "2025-03-04",
        "a|b",
    ]
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(st.tuples(NAMES, NAMES, NAMES), max_size=6),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]),
    delimiter=st.sampled_from(",;\t|"),
)
def test_what_python_writes_is_read_back(tmp_path, rows, encoding, delimiter):
    header = ["名称", "国家", "备注"]
    with (tmp_path / "written").open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([header, *rows])

    options = Options(encoding="gb18030") if encoding == "gb18030" else Options()
    table = read_table(tmp_path / "written", "partners.csv", options)

    assert table.header == header
    assert table.delimiter == delimiter
    assert cells(table) == [list(row) for row in rows if any(row)]


def test_the_person_may_correct_what_was_found(tmp_path):
    content = b"a;b,c\n1;2,3\n"

    assert read(tmp_path, content, Options(delimiter=";")).header == ["a", "b,c"]
    assert read(tmp_path, content, Options(delimiter=",")).header == ["a;b", "c"]
    with pytest.raises(Refused, match="not written in utf-8"):
        read(tmp_path, SIMPLE.encode("gbk"), Options(encoding="utf-8"))


def test_the_delimiter_that_excel_says_in_the_first_line_counts(tmp_path):
    table = read(tmp_path, b"sep=;\r\na,b;c\r\n1,2;3\r\n")

    assert table.header == ["a,b", "c"]
    assert cells(table) == [["1,2", "3"]]


def test_rows_bear_the_numbers_that_a_spreadsheet_shows(tmp_path):
    table = read(tmp_path, b'\r\nName,City\r\n"two\r\nlines",Vienna\r\n\r\nOxford,\r\n')

    assert table.row_count == 2
    assert [(row.number, row.cells[0]) for row in table.rows()] == [
        (3, "two\r\nlines"),
        (5, "Oxford"),
    ]


def test_a_row_with_more_cells_than_columns_is_wrong_and_a_shorter_one_is_filled(tmp_path):
    long, short, empty = read(tmp_path, b"a,b\n1,2,3\n4\n5,6,,\n").rows()

    assert long.why == "The row has more cells (3) than the table has columns (2)."
    assert (short.cells, short.why) == (["4", ""], None)
    assert empty.why is None


def test_titles_above_the_names_of_the_columns_are_left_out(tmp_path):
    titled = "合作伙伴一览,,\r\n,,\r\n名称,国家,城市\r\n奥斯陆大学,挪威,奥斯陆\r\n".encode()
    narrow = b"Name\r\nOslo\r\nBergen,Norway\r\n"

    found = read(tmp_path, titled)
    untitled = read(tmp_path, narrow)
    chosen = read(tmp_path, titled, Options(header_row=1))

    assert (found.header_row, list(found.header)) == (3, ["名称", "国家", "城市"])
    assert "names the columns: what stands above it is left out." in found.warnings[0]
    assert cells(found) == [["奥斯陆大学", "挪威", "奥斯陆"]]
    assert (untitled.header_row, untitled.warnings) == (1, [])
    assert list(chosen.header) == ["合作伙伴一览"]


def test_headers_are_told_apart(tmp_path):
    table = read(tmp_path, b"E-mail,,E-mail\n1,2,3\n")

    assert table.header == ["E-mail", "Column 2", "E-mail (2)"]
    assert table.warnings == ["Several columns are called the same: E-mail."]


def test_a_table_without_header_is_said_to_look_so_and_can_be_read(tmp_path):
    content = b"Ann,ann@example.org\nBob,bob@example.org\n"

    table = read(tmp_path, content, Options(header_row=0))

    assert "looks like data" in read(tmp_path, content).warnings[0]
    assert table.header == ["Column 1", "Column 2"]
    assert table.row_count == 2


def test_a_nul_makes_the_cell_wrong(tmp_path):
    (row,) = read(tmp_path, b"a,b\nx\0y,2\n").rows()

    assert row.cells == [Wrong("x�y", "The cell has a sign in it that is no text."), "2"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "“partners.csv” is empty"),
        (b"\xef\xbb\xbf", "“partners.csv” is empty"),
        (b"\n\n\n,,\n", "The table is empty"),
        (b'a,b\n1,"2\n3,4\n', "Row 2 has a quotation mark that is not closed"),
        (b'a,b\n1,"2" x\n', "Row 2 has a quotation mark that is not closed"),
        (b"a,b\n1," + b"x" * 10_000_000, "A line of the file has more than"),
        (b'a,b\n1,"' + b"x\n" * 5_000_000 + b'"', "Row 2 has a cell of more than"),
        (b"x," * 201 + b"x\n", "more than 200 columns"),
        (b"%PDF-1.7\n", "neither CSV nor XLSX"),
        (b"<html><table>", "neither CSV nor XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "neither CSV nor XLSX"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(tmp_path, content, sentence):
    with pytest.raises(Refused, match=sentence):
        read(tmp_path, content)


def test_a_table_beyond_the_limits_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("crm.tables.reading.MOST_ROWS", 10)

    with pytest.raises(Refused, match="more than 10 rows"):
        read(tmp_path, b"a\n" + b"1\n" * 11)

    with (tmp_path / "large").open("wb") as file:
        file.truncate(limits.MOST_BYTES + 1)
    with pytest.raises(Refused, match="“large” has more than 100 MB"):
        read_table(tmp_path / "large", "large")
