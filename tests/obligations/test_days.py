"""On which days something is due: counted from the first, by the calendar."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.models import Agreement, Obligation

firsts = st.dates(date(2000, 1, 1), date(2060, 12, 31))
rhythms = st.integers(1, 120)


def owed(due_on: date, every_months: int | None = None, **given: object) -> Obligation:
    return Obligation(agreement=Agreement(), due_on=due_on, every_months=every_months, **given)


def days(obligation: Obligation, number: int) -> list[date]:
    """The first so many days on which it is due."""
    found, due = [], obligation.next_after(None)
    while due is not None and len(found) < number:
        found.append(due)
        due = obligation.next_after(due)
    return found


def test_the_last_of_january_is_due_on_the_last_of_february_and_on_31_march_again():
    assert days(owed(date(2028, 1, 31), 1), 4) == [
        date(2028, 1, 31),
        date(2028, 2, 29),
        date(2028, 3, 31),
        date(2028, 4, 30),
    ]


def test_29_february_comes_back_every_fourth_year():
    assert days(owed(date(2028, 2, 29), 12), 5)[1:] == [
        date(2029, 2, 28),
        date(2030, 2, 28),
        date(2031, 2, 28),
        date(2032, 2, 29),
    ]


def test_what_is_owed_once_is_due_on_one_day():
    assert days(owed(date(2028, 1, 31)), 3) == [date(2028, 1, 31)]


def test_the_last_day_is_a_day_like_the_others():
    quarterly = owed(date(2026, 3, 31), 3, ends_on=date(2026, 9, 30))

    assert days(quarterly, 9) == [date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30)]


@given(firsts, rhythms)
def test_days_follow_each_other_at_the_distance_of_the_rhythm(first: date, every: int):
    found = days(owed(first, every), 20)

    assert found[0] == first
    assert found == [owed(first, every).occurrence(number) for number in range(20)]
    for before, after in pairwise(found):
        assert (after.year - before.year) * 12 + after.month - before.month == every
        assert after.day <= first.day
        is_last_of_month = (after + timedelta(days=1)).day == 1
        assert after.day == first.day or is_last_of_month


@given(firsts, rhythms | st.none(), st.integers(-400, 9000))
def test_the_next_day_and_the_last_one_before_have_none_between_them(
    first: date, every: int | None, distance: int
):
    obligation, day = owed(first, every), first + timedelta(days=distance)

    before, after = obligation.last_before(day), obligation.next_after(day - timedelta(days=1))

    if before is not None:
        assert before < day
        assert obligation.next_after(before) == after
    if after is not None:
        assert after >= day
        assert obligation.last_before(after) == before
    assert before is not None or after is not None


@pytest.mark.parametrize(
    ("own", "agreement_ends", "last"),
    [
        ({"every_months": 12}, date(2027, 6, 30), date(2027, 6, 30)),
        ({"every_months": 12, "ends_on": date(2027, 9, 30)}, date(2027, 6, 30), date(2027, 9, 30)),
        ({}, date(2027, 6, 30), date(2027, 8, 1)),
        ({"every_months": 12}, None, None),
    ],
)
def test_it_is_due_until_its_own_last_day_else_until_the_agreement_ends(
    own: dict[str, object], agreement_ends: date | None, last: date | None
):
    obligation = owed(date(2027, 8, 1), **own)
    obligation.agreement.ends_on = agreement_ends

    assert obligation.last_day == last
