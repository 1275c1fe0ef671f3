"""The picture of a relation: where bars stand, and what is not known is not drawn."""

from datetime import date

import pytest

from crm.partners.picture import Axis, Side, Span, axis_of

DAY = date(2026, 11, 24)
AXIS = Axis(2017, 2026)


def test_the_years_hold_all_that_is_known_and_today():
    spans = [Span(date(2008, 5, 3), None), Span(None, date(2030, 1, 1)), Span(None, None)]

    assert axis_of(spans, [date(2001, 1, 1)], DAY) == Axis(2001, 2030)
    assert axis_of([Span(None, None)], [], DAY) == Axis(2026, 2026)


@pytest.mark.parametrize(("first", "last"), [(2026, 2026), (2008, 2030), (1900, 2200)])
def test_no_more_years_are_named_than_have_room(first: int, last: int):
    ticks = Axis(first, last).ticks

    assert 1 <= len(ticks) <= 8
    assert all(0 <= x <= 100 for _year, x in ticks)


@pytest.mark.parametrize(
    ("span", "sides"),
    [
        (Span(date(2018, 1, 1), date(2020, 12, 31)), (Side.KNOWN, Side.KNOWN)),
        (Span(date(2018, 1, 1), None, is_endless=True), (Side.KNOWN, Side.OPEN)),
        (Span(date(2018, 1, 1), None), (Side.KNOWN, Side.UNKNOWN)),
        (Span(None, date(2020, 12, 31)), (Side.UNKNOWN, Side.KNOWN)),
    ],
)
def test_a_side_that_nobody_knows_is_open(span: Span, sides: tuple[Side, Side]):
    bar = AXIS.bar(span, DAY)

    assert bar is not None
    assert (bar.left, bar.right) == sides
    assert 0 <= bar.x <= bar.x + bar.width <= 100.01


def test_what_has_no_known_day_has_no_bar_and_no_length_is_made_up():
    assert AXIS.bar(Span(None, None), DAY) is None
    long_ago, lately = (AXIS.bar(Span(date(y, 1, 1), None), DAY) for y in (2017, 2020))
    assert long_ago is not None
    assert lately is not None
    assert long_ago.width == lately.width
