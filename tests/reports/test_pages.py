"""The pages of the reports and their files."""

import csv
import io
from datetime import date

import pytest
from flask import Flask
from werkzeug.http import parse_options_header

from crm.models import Role
from crm.reports.picture import MOST_BARS, picture_of
from crm.reports.shelf import REPORTS
from crm.reports.tables import Figure, Line, Table
from tests import factories
from tests.client import Client
from tests.conftest import DAY, Counted
from tests.databases import ONE_ENGINE


@ONE_ENGINE
@pytest.mark.parametrize(
    "path",
    ["/", "/today", "/reports", "/reports/year/2026", *(f"/reports/{name}" for name in REPORTS)],
)
def test_a_report_sends_eight_statements_at_most(viewer: Client, counted: Counted, path: str):
    factories.agreement(signed_on=DAY, units=[factories.unit()])
    viewer.visit(path)

    with counted() as statements:
        viewer.visit(path)

    assert len(statements) <= 8


@ONE_ENGINE
def test_a_report_says_there_is_nothing_to_count(viewer: Client):
    assert "There is nothing to count yet." in viewer.visit("/reports/students").text
    assert viewer.get("/reports/nonsense").status_code == 404
    assert viewer.get("/reports/students/nonsense/export.csv").status_code == 404


@ONE_ENGINE
def test_a_table_comes_as_csv_that_a_spreadsheet_does_not_run(viewer: Client):
    person = factories.user(name="=1+1")
    factories.agreement("One", is_open_ended=True, owner=person)
    factories.agreement("Other", is_open_ended=True)

    answer = viewer.get("/reports/person/person/export.csv")

    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    assert "attachment" in answer.headers["Content-Disposition"]
    assert rows == [
        ["Responsible", "Agreements in force", "All agreements", "Partners"],
        ["'=1+1", "1", "1", "0"],
        ["Nobody", "1", "1", "2"],
        ["Together", "2", "2", "2"],
    ]


def test_a_picture_draws_the_first_lines_and_says_how_many_it_leaves_out():
    lines = [Line(f"Line {n}", [Figure(n)]) for n in range(MOST_BARS + 3)]

    picture = picture_of(Table("t", "T", "Head", ["Number"], lines, drawn=(0,)))

    assert picture is not None
    assert (len(picture.rows), picture.left_out) == (MOST_BARS, 3)
    assert picture.rows[0].bars[0].width == 0
    assert picture_of(Table("t", "T", "Head", ["Number"], lines[:1], drawn=(0,))) is None


@ONE_ENGINE
def test_a_year_is_told_in_the_language_that_is_asked_for(viewer: Client):
    factories.agreement(signed_on=DAY)

    english = viewer.visit("/reports/year/2026?language=en")
    chinese = viewer.visit("/reports/year/2026?language=zh_Hans")

    assert "What became of agreements" in english.text
    assert "协议的去向" in chinese.text
    assert "截至2026年11月24日生效中" in chinese.text  # not that they begin on that day
    assert "已结束" in chinese.texts("th")  # terminated or superseded as well: not only expired
    assert viewer.get("/reports/year/1").status_code == 404
    assert viewer.get("/reports/year/2026/renewals/export.csv").data.count(b"\r\n") == 6


@ONE_ENGINE
def test_who_only_reads_opens_the_whole_office_and_staff_their_day(viewer: Client, editor: Client):
    happened = factories.happening("Visit of the dean", happened_on=DAY)

    whole, day = viewer.visit("/"), editor.visit("/")

    assert "Ending by quarter" in whole.text
    assert f"/happenings/{happened.id}" in whole.links()
    assert "Next decisions" in day.text
    assert "/office" in day.links()
    assert "/today" in whole.links()


@ONE_ENGINE
def test_each_chooses_the_first_page_in_the_profile(viewer: Client, editor: Client):
    for somebody, chosen, shown in (
        (editor, "office", "Ending by quarter"),
        (viewer, "day", "My tasks"),
    ):
        name, rhythm = "Somebody", {"digest": "never", "digest_weekday": 0, "digest_hour": 8}
        somebody.fill("/settings/profile", name=name, first_page=chosen, **rhythm)

        assert shown in somebody.visit("/").text


@ONE_ENGINE
def test_the_whole_office_is_counted_anew_after_a_change(viewer: Client, counted: Counted):
    viewer.visit("/office")
    with counted() as again:
        viewer.visit("/office")
    factories.agreement(signed_on=DAY, is_open_ended=True)
    with counted() as anew:
        page = viewer.visit("/office")

    assert len(again) < len(anew)
    assert "/agreements?signed_from=2026-01-01&signed_to=2026-12-31" in page.links()


def test_a_day_of_signing_that_is_mistyped_into_the_future_stops_no_report(viewer: Client):
    factories.agreement("Mistyped", signed_on=date(DAY.year + 60, 1, 1))

    assert "Signed, ended and renewed" in viewer.visit("/reports/renewals").text


@ONE_ENGINE
def test_the_table_of_a_year_speaks_the_language_of_its_page(viewer: Client):
    page = viewer.visit("/reports/year/2026?language=zh_Hans")

    (address,) = {link for link in page.links() if "/category/export.csv" in link}

    assert "政府机构" in viewer.get(address).data.decode("utf-8-sig")


@ONE_ENGINE
def test_groups_run_by_the_names_that_the_reader_sees(app: Flask):
    reader = app.test_client().log_in(factories.user(role=Role.VIEWER, language="zh_Hans"))
    for code in ("AU", "CA", "DE", "NO"):
        factories.partner(country=code)
    units = [factories.unit("Anatomy", name_zh="医学系"), factories.unit("Zoology", name_zh="爱心")]
    factories.agreement(units=units, signed_on=DAY)

    def heads(path: str) -> list[str]:
        return reader.visit(f"/reports/{path}").texts("th", scope="row")

    assert heads("country")[:4] == ["澳大利亚", "德国", "加拿大", "挪威"]
    assert heads("unit") == ["爱心", "医学系"]
    of_year = heads(f"year/{DAY.year}")
    assert of_year.index("爱心") < of_year.index("医学系")


@ONE_ENGINE
def test_a_year_explains_only_what_it_counts(viewer: Client):
    factories.agreement(signed_on=DAY, units=[factories.unit()])

    assert "A partner counts with each type" in viewer.visit("/reports/type").text
    year = viewer.visit(f"/reports/year/{DAY.year}").text
    assert "An agreement counts with each unit" in year
    assert "A partner counts" not in year
    assert "partners by who is responsible" not in year


@ONE_ENGINE
def test_a_table_is_a_file_in_the_words_of_its_page(viewer: Client):
    def name(address: str) -> str:
        return parse_options_header(viewer.get(address).headers["Content-Disposition"])[1][
            "filename"
        ]

    grouped, chinese = "/reports/country/country", "/reports/year/2026/renewals"

    assert name(f"{grouped}/export.csv") == (
        "By-country-or-region-Country-or-region-2026-11-24.csv"
    )
    assert name("/reports/students/students/export.csv") == "Balance-of-students-2026-11-24.csv"
    assert name(f"{chinese}/export.csv?language=zh_Hans") == (
        "2026-年度报告-签署-结束与续签-2026-11-24.csv"
    )
