"""Terms: months and years as contracts count them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.models.terms import last_day_of_term, months_later

days = st.dates(date(1900, 1, 1), date(2200, 12, 31))
months = st.integers(1, 1200)


@pytest.mark.parametrize(
    ("start", "lasting", "end"),
    [
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2026, 11, 24), 60, date(2031, 11, 23)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2026, 3, 1), 1, date(2026, 3, 31)),
    ],
)
def test_a_term_ends_on_the_day_before_the_corresponding_one(start: date, lasting: int, end: date):
    assert last_day_of_term(start, lasting) == end


@given(days, months)
def test_the_day_after_a_term_is_in_the_month_that_it_reaches(start: date, lasting: int):
    after = last_day_of_term(start, lasting) + timedelta(days=1)
    reached = months_later(start.replace(day=1), lasting)

    assert after.replace(day=1) in {reached, months_later(reached, 1)}
    assert after.day in {start.day, 1}


@given(days, months, months)
def test_a_longer_term_ends_no_earlier(start: date, one: int, other: int):
    shorter, longer = sorted((one, other))

    assert last_day_of_term(start, shorter) <= last_day_of_term(start, longer)
