"""What an agreement's dates say on a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.models import Agreement, Standing
from crm.renewals.urgency import Urgency, urgency

DAY = date(2026, 11, 24)
days = st.dates(date(1900, 1, 1), date(2200, 12, 31))


def away(number: int) -> date:
    return DAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("start", "end", "is_open_ended", "standing"),
    [
        (None, None, False, Standing.UNKNOWN),
        (None, None, True, Standing.OPEN_ENDED),
        (away(1), None, True, Standing.UPCOMING),
        (away(0), away(181), False, Standing.IN_FORCE),
        (None, away(180), False, Standing.ENDING),
        (None, away(0), False, Standing.ENDING),
        (None, away(-1), False, Standing.ENDED),
    ],
)
def test_unknown_open_ended_and_known_ends_are_three_things(start, end, is_open_ended, standing):
    agreement = Agreement(effective_on=start, ends_on=end, is_endless=is_open_ended)

    assert agreement.standing(DAY) is standing


@pytest.mark.parametrize(
    ("left", "group"),
    [
        (-1, Urgency.OVERDUE),
        (0, Urgency.IN_30_DAYS),
        (30, Urgency.IN_30_DAYS),
        (31, Urgency.IN_90_DAYS),
        (90, Urgency.IN_90_DAYS),
        (91, Urgency.IN_180_DAYS),
        (180, Urgency.IN_180_DAYS),
        (181, Urgency.LATER),
    ],
)
def test_a_decision_is_as_urgent_as_the_days_left(left: int, group: Urgency):
    assert urgency(away(left), DAY) is group


def test_a_decision_without_a_day_is_not_overdue_but_unknown():
    assert urgency(None, DAY) is Urgency.UNKNOWN


@given(days, days, st.none() | days)
def test_what_has_ended_never_runs_again(end: date, day: date, start: date | None):
    agreement = Agreement(effective_on=start, ends_on=end)

    if agreement.standing(day) is Standing.ENDED and day < date.max:
        assert agreement.standing(day + timedelta(days=1)) is Standing.ENDED
