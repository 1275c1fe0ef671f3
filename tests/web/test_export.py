"""Exports: the rows of the page in its order, whole, and harmless to a spreadsheet."""

import csv
import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from flask_babel import force_locale
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from crm.extensions import db
from crm.imports.values import plain_text
from crm.partners.lists import partner_list
from crm.web.export import DANGEROUS, csv_parts, harmless
from crm.web.locale import Reader
from tests import factories
from tests.addresses import fill_office
from tests.client import Client
from tests.conftest import DAY
from tests.databases import ONE_ENGINE, empty

LISTS = ("partners", "contacts", "agreements", "tasks", "happenings", "renewals")


def rows(answer: bytes) -> list[list[str]]:
    assert answer.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.decode("utf-8-sig"), newline=""), strict=True))


def shown(reader: Client, room: str, query: str = "") -> list[str]:
    """The numbers of the records on the page, in its order."""
    page = reader.visit(f"/{room}?per_page=200{query}")
    folder = "agreements" if room == "renewals" else room
    rows = [row for body in page.having("tbody") for row in body.iter("tr")]
    numbers = []
    for row in rows:
        own = [a.get("href", "") for a in row.iter("a") if f"/{folder}/" in a.get("href", "")]
        numbers.append(own[0].rpartition("/")[2])
    return numbers


@pytest.mark.parametrize("room", LISTS)
def test_page_csv_and_excel_hold_the_same_rows_in_the_same_order(reader: Client, room: str):
    on_page = shown(reader, room)

    in_csv = [row[0] for row in rows(reader.get(f"/{room}/export.csv").data)[1:]]
    book = load_workbook(io.BytesIO(reader.get(f"/{room}/export.xlsx").data))
    in_excel = [str(row[0]) for row in book.active.iter_rows(min_row=2, values_only=True)]

    assert on_page
    assert in_csv == on_page
    assert in_excel == on_page


def test_an_export_takes_misspelt_words_for_those_that_the_page_takes_them_for(admin: Client):
    oslo = factories.partner("University of Melbourne")
    factories.partner("Oslo")
    kari = factories.contact("Margaret Melbourne")
    factories.position(kari, oslo, is_main=True)
    factories.agreement("Melbourne exchange", oslo, value_amount=5, value_currency="AUD")
    factories.task("Call Melbourne")
    factories.happening("Visit to Melbourne")
    for room in ("partners", "contacts", "agreements", "tasks", "happenings"):
        on_page = shown(admin, room, "&q=Melborne&sort=updated")
        address = f"/{room}/export.{{}}?q=Melborne&sort=updated"

        in_csv = [row[0] for row in rows(admin.get(address.format("csv")).data)[1:]]
        book = load_workbook(io.BytesIO(admin.get(address.format("xlsx")).data))
        in_excel = [str(row[0]) for row in book.active.iter_rows(min_row=2, values_only=True)]

        assert (len(on_page), in_csv, in_excel) == (1, on_page, on_page)
    assert "FN:Margaret Melbourne" in admin.get("/contacts/export.vcard4?q=Melborne").text
    assert "AUD" in admin.visit("/agreements/totals?q=Melborne").text


def test_an_export_of_words_that_nothing_is_near_has_no_rows(admin: Client):
    factories.partner("University of Melbourne")

    assert len(rows(admin.get("/partners/export.csv?q=zzzz").data)) == 1


def test_unknown_and_open_ended_ends_differ_in_the_export(admin: Client):
    factories.agreement("Known", expires_on=DAY + timedelta(days=400))
    factories.agreement("Open", is_open_ended=True)
    factories.agreement("Unknown")

    heading, *lines = rows(admin.get("/agreements/export.csv?sort=title").data)

    ends = {line[2]: line[heading.index("Ends on")] for line in lines}
    assert ends == {"Known": "2027-12-29", "Open": "open-ended", "Unknown": "unknown"}


names = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('=+-@\t\r\n",;'), min_size=1
).map(lambda text: text[:200])


@ONE_ENGINE
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(names, min_size=1, max_size=5))
def test_what_is_written_as_csv_is_read_back_whole_and_runs_nothing(app, given: list[str]):
    empty(db.engine)
    for name in given:
        factories.partner(name, city=name[:100])
    db.session.commit()

    with force_locale("en"):
        parts = b"".join(csv_parts(partner_list, {}, Reader(DAY, None, "en"), db.engine))
    read = rows(parts)[1:]

    assert sorted(row[1] for row in read) == sorted(harmless(name) for name in given)
    assert not any(cell[:1] in DANGEROUS for row in read for cell in row if cell)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_a_sign_that_begins_a_formula_is_one_in_full_width_too(admin: Client, sign: str):
    factories.partner(f"{sign}1+1")

    _heading, line = rows(admin.get("/partners/export.csv").data)

    assert line[1] == f"'{sign}1+1"
    assert plain_text(line[1]) == f"{sign}1+1"


@ONE_ENGINE
@pytest.mark.parametrize("room", ["partners", "contacts", "agreements", "tasks"])
def test_an_export_says_number_and_version_so_that_it_can_come_back(admin: Client, room: str):
    fill_office(1)

    heading, first, *_more = rows(admin.get(f"/{room}/export.csv").data)
    book = load_workbook(io.BytesIO(admin.get(f"/{room}/export.xlsx").data))

    record = dict(zip(heading, first, strict=True))
    page = admin.visit(f"/{room}/{record['Number']}/edit")
    assert page.value("version") == record["Version"]
    sheet = book.active
    assert (sheet.freeze_panes, sheet.auto_filter.ref is not None) == ("A2", True)
    own = [cell.value for cell in sheet[1]].index("Version")
    assert isinstance(sheet.cell(2, own + 1).value, int)
    assert all(sheet.column_dimensions[c.column_letter].width > 7 for c in sheet[1][:3])


def test_a_workbook_prints_across_with_its_heading_on_each_sheet(admin: Client):
    def printed() -> tuple[str, str, bool | None]:
        sheet = load_workbook(io.BytesIO(admin.get("/partners/export.xlsx").data)).active
        fits = sheet.sheet_properties.pageSetUpPr.fitToPage
        return sheet.page_setup.orientation, sheet.print_title_rows, fits

    assert printed() == ("landscape", "$1:$1", None)
    admin.fill("/exports/partners/columns", keys=["Name in English", "City"])
    assert printed() == ("landscape", "$1:$1", True)


def test_moments_are_real_ones_on_the_office_s_clock(admin: Client):
    at = datetime(2026, 11, 24, 22, 30, 15, 999, tzinfo=UTC)
    factories.enquiry(created_at=at)

    rows = list(csv.reader(io.StringIO(admin.get("/enquiries/export.csv").text)))
    sheet = load_workbook(io.BytesIO(admin.get("/enquiries/export.xlsx").data)).active

    assert dict(zip(*rows, strict=True))["Received"] == "2026-11-25 06:30:15"
    cells = dict(zip(*sheet.iter_rows(values_only=True), strict=True))
    assert str(cells["Received"]) == "2026-11-25 06:30:15"
    assert admin.get("/history/export.xlsx").status_code == 200


def test_a_long_name_is_read_whole_in_excel_and_pages_of_notes_do_not_fill_the_sheet(admin: Client):
    name = "Center for Drug Evaluation (CDE), State Food and Drug Administration"
    factories.partner(name, name_zh="国家药品监督管理局" * 4, notes="Once upon a time. " * 100)
    factories.partner("Oslo")

    sheet = load_workbook(io.BytesIO(admin.get("/partners/export.xlsx").data)).active
    heads, long, short = sheet.iter_rows()
    cells = {str(head.value): cell for head, cell in zip(heads, long, strict=True)}

    assert sheet.column_dimensions["B"].width < len(name)
    assert {head for head, cell in cells.items() if cell.alignment.wrap_text} == {
        "Name in English",
        "Name in Chinese",
    }
    assert (sheet.row_dimensions[2].height, sheet.row_dimensions[3].height) == (45, None)
    assert {cells[head].alignment.vertical for head in ("Number", "Notes", "Version")} == {"top"}
    assert not short[1].alignment.wrap_text


def test_headings_are_read_whole_and_amounts_of_money_in_groups_of_three(admin: Client):
    given = {"value_currency": "CNY"}
    factories.agreement("A", value_amount=Decimal("1250000.5"), **given)
    factories.agreement("B", value_amount=Decimal(40000), **given)

    sheet = load_workbook(io.BytesIO(admin.get("/agreements/export.xlsx").data)).active
    head = {str(cell.value): cell for cell in sheet[1]}
    place = head["Value"].column - 1

    assert all(cell.alignment.wrap_text for cell in head.values())
    assert sheet.row_dimensions[1].height == 45
    assert [(row[place].value, row[place].number_format) for row in sheet.iter_rows(2, 3)] == [
        (1250000.5, "#,##0.00##"),
        (40000, "#,##0"),
    ]
