"""The renewals desk: what a row says, and what is said about it in other places."""

from datetime import date, timedelta

import pytest

from crm.extensions import db
from crm.models import Agreement, Renewal
from crm.renewals.urgency import last_day_of_quarter
from tests import factories
from tests.client import Client
from tests.conftest import DAY
from tests.databases import ONE_ENGINE

NEXT_YEAR = DAY + timedelta(days=365)


def due(title: str, *, ends_on: date | None = NEXT_YEAR, **given: object) -> Agreement:
    return factories.agreement(title, expires_on=ends_on, **given)


def shown(agreement: Agreement) -> Agreement:
    return db.session.get_one(Agreement, agreement.id, populate_existing=True)


def test_a_postponement_is_taken_back(editor: Client):
    agreement = due("One", postponed_to=date(2027, 3, 1), postponed_why="Abroad")

    editor.send(f"/renewals/{agreement.id}/resume")

    assert (shown(agreement).postponed_to, shown(agreement).decide_by) == (None, NEXT_YEAR)


def test_the_desk_says_when_no_has_to_be_said(viewer: Client):
    due("One", renewal=Renewal.AUTOMATIC, notice_days=30)

    assert "to say no, in 335 days" in viewer.visit("/renewals").text


def test_an_agreement_without_an_end_stands_on_the_desk_for_its_review(viewer: Client):
    factories.agreement(
        "Endless", is_open_ended=True, review_years=3, effective_on=date(2024, 1, 1)
    )
    factories.agreement("Never reviewed", is_open_ended=True, effective_on=date(2024, 1, 1))

    page = viewer.visit("/renewals")

    assert page.texts("a", class_="name") == ["Endless"]
    assert "review, in 38 days" in page.text


def test_a_viewer_sees_the_desk_but_works_on_nothing(viewer: Client):
    agreement = due("One")

    assert agreement.title_en in viewer.visit("/renewals").text
    assert "checkbox" not in viewer.get("/renewals").text
    assert viewer.get("/renewals/bulk").status_code == 403


def test_home_shows_what_should_have_been_decided_until_it_is(editor: Client):
    agreement = due("Late", ends_on=DAY + timedelta(days=30), notice_days=60)
    due("In time")

    before = editor.visit("/").text
    editor.send(f"/agreements/{agreement.id}/decide/end")
    after = editor.visit("/").text

    assert "1 agreement should have been decided on" in before
    assert "should have been decided on" not in after


@ONE_ENGINE
def test_columns_of_the_desk_are_hidden_but_not_what_a_row_is(editor: Client):
    due("Exchange")
    db.session.commit()

    page = editor.visit("/renewals?hide=agreement.partner")

    (table,) = page.having("table")
    assert table.get("class") == "rows without-4"
    assert "Show “Partner”" in page.text
    assert "“Agreement”" not in page.text


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 6, 30), date(2026, 6, 30)),
        (date(2026, 11, 24), date(2026, 12, 31)),
    ],
)
def test_a_quarter_ends_with_its_third_month(day: date, last: date):
    assert last_day_of_quarter(day) == last


def test_what_must_be_decided_this_quarter_is_one_click_away_and_exported(editor: Client):
    last = date(2026, 12, 31)
    due("In January", ends_on=last + timedelta(days=1))
    due("On New Year's Eve", ends_on=last)
    due("Overdue", ends_on=DAY - timedelta(days=1))
    due("Nobody knows", ends_on=None)

    (link,) = (to for to in editor.visit("/").links() if "urgency=quarter" in to)
    page = editor.visit(link)
    exported = editor.get("/renewals/export.csv?urgency=quarter").text.splitlines()[1:]

    assert page.texts("a", class_="name") == ["Overdue", "On New Year's Eve"]
    assert "This quarter 2" in page.text
    assert [row.split(",")[2] for row in exported] == ["Overdue", "On New Year's Eve"]


def test_the_numbers_of_the_groups_are_of_the_rows_that_the_filters_leave(editor: Client):
    other = factories.agreement_type("Other kind")
    due("Late", ends_on=DAY - timedelta(days=1))
    due("Late too", ends_on=DAY - timedelta(days=1), type_id=other.id)

    by_type = editor.visit(f"/renewals?type={other.id}")
    misspelt = editor.visit("/renewals?q=leate")

    assert by_type.texts("h2") == ["Overdue 1"]
    assert "Overdue 1 Within 30 days 0" in by_type.text
    assert misspelt.texts("h2") == ["Overdue 2"]
