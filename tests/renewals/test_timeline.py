"""The timeline of agreements by year, and the decisions of the next three years by month."""

import json
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, text

from crm.extensions import db
from crm.models import Category, Decision, Stage
from crm.renewals.timeline import Grouping, runs_within, sizes, window
from tests import factories
from tests.addresses import fill_office
from tests.client import Client
from tests.conftest import DAY
from tests.databases import ONE_ENGINE
from tests.pages import SVG, Page, text_of

on_postgresql = pytest.mark.parametrize("office", ["postgresql"], indirect=True)


def groups(page: Page) -> list[str]:
    return page.texts("th", scope="rowgroup")


def names(page: Page) -> list[str]:
    return [text_of(link) for link in page.having("a", class_="name")]


@pytest.mark.parametrize(
    ("title", "given", "years"),
    [
        ("Known", {"effective_on": date(2025, 6, 1), "expires_on": date(2026, 5, 31)}, "2025 2026"),
        ("Signed", {"signed_on": date(2026, 1, 1), "expires_on": date(2026, 12, 31)}, "2026"),
        ("Endless", {"effective_on": date(2026, 12, 31), "is_open_ended": True}, "2026 2027"),
        ("No end", {"effective_on": date(2026, 1, 1)}, "2026 2027"),
        ("No start", {"expires_on": date(2026, 1, 1)}, "2025 2026"),
        ("No day", {}, "2025 2026 2027"),
        ("Draft", {"stage": Stage.DRAFT}, ""),
        ("Abandoned", {"stage": Stage.ABANDONED, "expires_on": date(2026, 6, 1)}, ""),
        (
            "Terminated",
            {
                "stage": Stage.TERMINATED,
                "closed_on": date(2026, 2, 1),
                "effective_on": date(2025, 1, 1),
                "expires_on": date(2027, 6, 1),
            },
            "2025 2026",
        ),
    ],
)
def test_an_agreement_is_drawn_in_each_year_in_which_it_runs(
    editor: Client, title: str, given: dict, years: str
):
    factories.agreement(title, **given)

    drawn = [
        year
        for year in ("2025", "2026", "2027")
        if title in names(editor.visit(f"/renewals/timeline?year={year}"))
    ]

    assert drawn == years.split()


def test_the_timeline_shows_this_year_by_type_unless_asked_otherwise(editor: Client):
    factories.agreement("Exchange", expires_on=DAY)

    page = editor.visit("/renewals/timeline")

    assert page.heading == "Agreements in 2026"
    assert groups(page) == ["Memorandum of understanding 1"]


def test_bars_stand_in_groups_by_category_of_the_first_partner_or_by_person(editor: Client):
    hospital = factories.partner("Ward", category=Category.HOSPITAL)
    factories.agreement("Care", hospital, owner=factories.user(name="Wang Fang"))
    factories.agreement("Memo", factories.partner("Oslo"))

    by_category = editor.visit("/renewals/timeline?group=category")
    by_person = editor.visit("/renewals/timeline?group=person")

    assert (groups(by_category), names(by_category)) == (
        ["International 1", "Hospital 1"],
        ["Memo", "Care"],
    )
    assert groups(by_person) == ["Wang Fang 1", "Nobody 1"]


def test_every_bar_is_a_link_and_says_in_words_what_it_shows(editor: Client):
    agreement = factories.agreement(
        "Exchange", effective_on=date(2026, 2, 1), expires_on=date(2027, 3, 1), notice_days=90
    )

    page = editor.visit("/renewals/timeline")

    drawn = [link.get("href") for link in page.having(f"{SVG}a")]
    assert drawn == [f"/agreements/{agreement.id}"]
    assert page.links().count(f"/agreements/{agreement.id}") == 1
    assert page.texts("td")[1:] == ["1 Feb 2026", "1 Mar 2027", "1 Dec 2026"]
    assert len(page.having(f"{SVG}circle", cx="91.65%")) == 1


def test_what_was_decided_has_no_mark_but_the_decision(editor: Client):
    agreement = factories.agreement("Exchange", expires_on=date(2026, 12, 20))
    agreement.decide(Decision.RENEW, DAY)

    page = editor.visit("/renewals/timeline")

    assert page.texts("td")[-1] == "To be renewed"
    assert not [mark for mark in page.having("circle") if mark.get("cx", "").endswith("%")]


def test_pages_of_bars_go_on_within_a_group(editor: Client):
    partner = factories.partner()
    for number in range(60):
        end = DAY + timedelta(days=number)
        factories.agreement(f"A {number:02}", partner, expires_on=end)
    factories.agreement("Last", partner, type_id=factories.agreement_type().id, expires_on=DAY)

    first = editor.visit("/renewals/timeline?year=2026")
    second = editor.visit("/renewals/timeline?year=2026&page=2")

    expected = [f"A {number:02}" for number in range(60)]
    assert names(first) + names(second) == [*expected, "Last"]
    assert groups(second) == ["Memorandum of understanding 60 continued", "Student exchange 1"]


def test_the_filters_of_the_desk_choose_what_is_drawn(editor: Client):
    owner = factories.user(name="Wang Fang")
    factories.agreement("Care", owner=owner)
    factories.agreement("Memo", factories.partner("Bergen"))

    mine = editor.visit(f"/renewals/timeline?owner={owner.id}&year=2027&group=category")
    found = editor.visit("/renewals/timeline?q=bergen")

    assert (names(mine), names(found)) == (["Care"], ["Memo"])
    assert (mine.value("year"), mine.value("group")) == ("2027", "category")
    onward = next(link for link in mine.links() if "year=2028" in link)
    assert f"owner={owner.id}" in onward
    assert "group=category" in onward


@pytest.mark.parametrize("year", ["soon", "-1", "0", "1899", "99999", "9" * 4000, "²"])
def test_a_year_that_cannot_be_drawn_is_left_out_with_a_notice(editor: Client, year: str):
    page = editor.visit(f"/renewals/timeline?year={year}&years=7&group=moon")

    assert page.heading == "Agreements in 2026"
    assert "is no year that can be drawn" in page.text


def test_a_year_without_agreements_says_so_and_leads_on(editor: Client):
    page = editor.visit("/renewals/timeline?year=1950&years=3")

    assert "No agreement is known to run in 1950–1952." in page.text
    assert {"?years=3&year=1947", "?years=3&year=1953"} <= set(page.links())


def test_decisions_stand_in_the_month_in_which_they_are_due(editor: Client):
    for end in (date(2026, 11, 1), date(2026, 11, 30), date(2029, 10, 31)):
        factories.agreement(expires_on=end)
    for end in (date(2026, 10, 31), date(2029, 11, 1), None):
        factories.agreement(expires_on=end)

    page = editor.visit("/renewals/months")

    labels = [link.get("aria-label") for link in page.having("a") if link.get("aria-label")]
    assert labels == ["November 2026: 2", "October 2029: 1"]
    assert page.texts("ul", class_="foot") == [
        "Until 31 Oct 2026 1 From 1 Nov 2029 on 1 Date unknown 1"
    ]


def test_each_month_leads_to_its_rows_on_the_desk_with_the_same_filters(editor: Client):
    owner = factories.user(name="Wang Fang")
    factories.agreement("Mine", expires_on=date(2027, 2, 28), owner=owner)
    factories.agreement("Other", expires_on=date(2027, 2, 28))

    chart = editor.visit(f"/renewals/months?owner={owner.id}")
    (link,) = [a for a in chart.having("a") if a.get("aria-label") == "February 2027: 1"]
    desk = editor.visit(link.get("href"))

    assert names(desk) == ["Mine"]


def test_a_month_without_decisions_is_drawn_and_leads_nowhere_in_the_table(editor: Client):
    page = editor.visit("/renewals/months")

    assert len(page.having(f"{SVG}rect", class_="column")) == 36
    assert {cell for cell in page.texts("td") if cell} == {"0"}


@pytest.mark.parametrize(
    ("day", "years"),
    [
        (date(2026, 11, 24), ["2026", "2027", "2028", "2029"]),
        (date(2026, 12, 31), ["2027", "2028", "2029"]),
    ],
)
def test_the_years_below_the_months_do_not_stand_on_each_other(
    app: Flask, editor: Client, monkeypatch: pytest.MonkeyPatch, day: date, years: list[str]
):
    noon = datetime.combine(day, time(12), UTC)
    monkeypatch.setitem(app.config, "CLOCK", lambda: noon)

    page = editor.visit("/renewals/months")

    said = [text for text in page.texts(f"{SVG}text") if len(text) == 4]
    assert said == years


def statements_of_the_timeline(grouping: Grouping) -> list[tuple[str, object]]:
    sent = []

    def note(_connection, _cursor, statement, parameters, *_rest):
        sent.append((statement, parameters))

    chosen = [runs_within(date(2026, 1, 1), date(2026, 12, 31))]
    event.listen(db.engine, "before_cursor_execute", note)
    found = sizes(grouping, chosen)
    rows = window(grouping, chosen, found, (10, 50), DAY)
    event.remove(db.engine, "before_cursor_execute", note)
    assert len(rows) == 50
    return sent


@ONE_ENGINE
def test_the_timeline_comes_from_indexes(app: Flask):
    fill_office(30)
    cursor = db.session.connection().connection.cursor()

    for grouping in Grouping:
        steps = [
            step
            for statement, parameters in statements_of_the_timeline(grouping)
            for *_numbers, step in cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]

        scans = [step for step in steps if step.startswith("SCAN agreement")]
        assert [step for step in scans if "COVERING INDEX ix_agreement_term_by" not in step] == []
        assert any("ix_agreement_term_by" in step for step in steps), grouping


@on_postgresql
def test_postgresql_too_draws_the_timeline_from_indexes(app: Flask):
    fill_office(30)
    for unindexed in ("seqscan", "sort", "bitmapscan"):
        db.session.execute(text(f"SET LOCAL enable_{unindexed} = off"))
    cursor = db.session.connection().connection.cursor()

    for grouping in Grouping:
        plans = []
        for statement, parameters in statements_of_the_timeline(grouping):
            cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
            plans.append(json.dumps(cursor.fetchone()[0]))

        # Of so few rows it may choose another index, but it never reads the table itself.
        read_whole = [plan for plan in plans if '"Seq Scan", "Parallel' in plan]
        assert [plan for plan in read_whole if '"Relation Name": "agreement"' in plan] == []
        assert any("ix_agreement_term_by" in plan for plan in plans), grouping
