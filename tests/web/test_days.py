"""Days and times as the reader's language writes them: kept in a file, and still those of CLDR."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from babel.dates import format_date, format_interval, format_skeleton
from flask import Flask

from crm.models.days import day_in, full_day_in, moment_in, month_in, short_month_in
from crm.models.patterns import LOCALES, patterns_in, patterns_of_cldr
from crm.web.days import days_element, moment_element
from tests import factories
from tests.client import Client

FIRST = date(2027, 1, 1)
YEAR = [FIRST + timedelta(days=number) for number in range(365)]


@pytest.mark.parametrize("language", LOCALES)
def test_the_kept_patterns_are_those_of_cldr(language: str):
    assert patterns_in(language) == patterns_of_cldr(LOCALES[language]), "run `make messages`"


@pytest.mark.parametrize(("language", "locale"), [*LOCALES.items(), ("eo", "eo")])
def test_each_day_of_a_year_is_written_as_cldr_has_it(language: str, locale: str):
    for day in YEAR:
        assert day_in(language, day) == format_date(day, "medium", locale)
        assert full_day_in(language, day) == format_date(day, "full", locale)
        assert month_in(language, day) == format_skeleton("yMMMM", day, locale=locale)
        assert short_month_in(language, day) == format_skeleton("MMM", day, locale=locale)


@pytest.mark.parametrize(("language", "locale"), LOCALES.items())
@pytest.mark.parametrize("last", [FIRST + timedelta(days=far) for far in (0, 2, 40, 400)])
def test_from_day_to_day_is_written_as_cldr_has_it(language: str, locale: str, last: date):
    said = days_element(language, FIRST, last)

    assert re.sub("<[^>]*>", "", said) == format_interval(FIRST, last, "yMMMd", locale=locale)
    assert f'<time datetime="{last}">' in said


@pytest.mark.parametrize(
    ("language", "said"), [("en", "3 Sept 2026, 04:05"), ("zh", "2026年9月3日 04:05")]
)
def test_a_moment_is_its_day_and_the_hour_of_twenty_four(language: str, said: str):
    assert moment_in(language, datetime(2026, 9, 3, 4, 5, 59, tzinfo=UTC)) == said


@pytest.mark.parametrize(
    ("language", "said"), [("en", "30 Nov 2026"), ("zh_Hans", "2026年11月30日")]
)
def test_a_page_writes_a_day_for_its_reader_and_for_programs(app: Flask, language: str, said: str):
    task = factories.task("Call", due_on=date(2026, 11, 30))
    reader = app.test_client().log_in(factories.user(language=language))

    for address in ("/tasks", f"/tasks/{task.id}"):
        assert f'<time datetime="2026-11-30">{said}</time>' in reader.get(address).text


def test_the_hour_that_a_clock_shows_twice_is_two_for_programs(
    app: Flask, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(app.config, "TIMEZONE", "Europe/Berlin")
    hours = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]

    summer, winter = (moment_element("en", hour) for hour in hours)

    assert 'datetime="2026-10-25T02:30+02:00">25 Oct 2026, 02:30<' in summer
    assert 'datetime="2026-10-25T02:30+01:00">25 Oct 2026, 02:30<' in winter


def test_fields_and_files_keep_the_day_of_the_standard(editor: Client):
    task = factories.task("Call", due_on=date(2026, 11, 30))

    assert editor.visit(f"/tasks/{task.id}/edit").fields()["due_on"] == ["2026-11-30"]
    assert "2026-11-30" in editor.get("/tasks/export.csv").text


def test_a_happening_of_some_days_says_from_when_to_when(editor: Client):
    happening = factories.happening(
        "Visit", happened_on=date(2026, 12, 1), ends_on=date(2026, 12, 3)
    )

    for address in ("/happenings", f"/happenings/{happening.id}"):
        assert "1–3 Dec 2026" in editor.visit(address).text


def test_history_says_days_as_pages_do(editor: Client):
    task = factories.task("Call", due_on=None)
    editor.fill(f"/tasks/{task.id}/edit", due_on="2026-11-30")

    page = editor.visit(f"/history/task/{task.id}")

    assert "30 Nov 2026" in page.texts("ins")
