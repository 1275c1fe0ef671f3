"""The drawings of the desk: where bars, marks and columns stand, whatever the days are."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.renewals.picture import (
    FIRST_YEAR,
    LAST_YEAR,
    NARROWEST,
    OUTSIDE,
    SPANS,
    Mark,
    Years,
    month_chart,
    months_from,
)

DAY = date(2026, 11, 24)
days = st.dates(date(1, 1, 1), date(9999, 12, 31))
drawings = st.builds(Years, st.integers(FIRST_YEAR, LAST_YEAR), st.sampled_from(SPANS))


def test_a_year_runs_from_edge_to_edge():
    year = Years(2026)

    assert (year.x(date(2026, 1, 1)), year.x(date(2027, 1, 1))) == (0, 100)
    assert year.x(date(2026, 7, 2)) == pytest.approx(50, abs=0.2)
    assert [tick.first.month for tick in year.ticks] == list(range(1, 13))


def test_a_bar_begins_with_its_first_day_and_ends_after_its_last():
    year = Years(2026)

    bar = year.bar(date(2026, 3, 1), date(2026, 3, 31), None, DAY)

    assert bar.x == year.x(date(2026, 3, 1))
    assert bar.x + bar.width == pytest.approx(year.x(date(2026, 4, 1)), abs=0.01)


@pytest.mark.parametrize(
    ("start", "end"),
    [(None, None), (date(2025, 12, 31), date(2027, 1, 1))],
    ids=["unknown", "long"],
)
def test_a_bar_that_goes_on_beyond_the_year_is_cut_off_by_both_edges(start, end):
    bar = Years(2026).bar(start, end, None, DAY)

    assert (bar.x, bar.x + bar.width) == (-OUTSIDE, 100 + OUTSIDE)


@pytest.mark.parametrize(
    ("decide_by", "mark"),
    [
        (DAY, Mark.DUE),
        (DAY - timedelta(days=1), Mark.LATE),
        (date(2027, 1, 1), None),
        (None, None),
    ],
)
def test_a_day_to_decide_is_marked_in_its_year_and_late_once_it_has_passed(decide_by, mark):
    assert Years(2026).bar(None, None, decide_by, DAY).mark == mark


@given(drawings, days, days, st.none() | days)
def test_every_bar_can_be_seen_and_pressed(years: Years, one: date, other: date, decide_by):
    start, end = min(one, other), max(one, other)

    bar = years.bar(start, end, decide_by, DAY)

    assert bar.width >= NARROWEST
    if start <= years.last and end >= years.first:
        assert bar.x <= 100 - NARROWEST
        assert bar.x + bar.width >= NARROWEST
    assert bar.mark_x is None or 0 <= bar.mark_x <= 100


@given(drawings, days)
def test_a_day_stands_in_its_own_drawing_only(years: Years, day: date):
    is_drawn = years.first <= day <= years.last

    assert (years.middle_of(day) is not None) == is_drawn


@given(drawings)
def test_the_drawings_before_and_after_leave_no_year_out(years: Years):
    for before, after in ((years.before, years), (years, years.after)):
        if before is not None and after is not None:
            assert before.last + timedelta(days=1) == after.first


@given(st.dates(date(1900, 1, 1), date(2190, 12, 31)), st.integers(1, 60))
def test_months_follow_each_other_without_a_gap(day: date, number: int):
    months = months_from(day, number)

    assert months[0][0] <= day <= months[0][1]
    assert len(months) == number
    for (_first, last), (following, _last) in pairwise(months):
        assert last + timedelta(days=1) == following


@given(st.dictionaries(st.dates(date(2026, 1, 1), date(2030, 12, 31)), st.integers(1, 9)))
def test_each_decision_of_the_span_stands_in_one_column(numbers: dict[date, int]):
    months = months_from(DAY, 36)

    chart = month_chart(months, numbers)

    due = {day: n for day, n in numbers.items() if months[0][0] <= day <= months[-1][1]}
    assert sum(column.number for column in chart.columns) == sum(due.values())
    assert max(column.height for column in chart.columns) == (100 if due else 0)
    assert [c for line in chart.by_year.values() for c in line if c] == chart.columns
