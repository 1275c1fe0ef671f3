"""When a digest is due: once a day or a week, whatever the clocks do."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm.digests.due import Choice, due_day
from crm.models import Rhythm

HOUR = timedelta(hours=1)
ZONES = st.sampled_from(
    [
        "Asia/Shanghai",
        "Europe/Berlin",
        "America/New_York",
        "America/Nuuk",
        "Australia/Lord_Howe",
        "Asia/Beirut",
        "Asia/Kathmandu",
    ]
)
STARTS = st.one_of(
    st.dates(date(2024, 1, 1), date(2032, 12, 31)),
    st.sampled_from([date(2028, 2, 27), date(2026, 3, 26), date(2026, 10, 23), date(2026, 12, 30)]),
)
HOURS = st.integers(0, 23)


def made(choice: Choice, moments: list[datetime]) -> list[date]:
    """The days whose digests are made when somebody looks at those moments."""
    last, days = None, []
    for moment in moments:
        if (day := due_day(choice, last, moment)) is not None:
            last = day
            days.append(day)
    return days


def each_quarter(start: date, days: int, zone: ZoneInfo) -> list[datetime]:
    """Every quarter of an hour that really passes, as the office's clock shows it."""
    begin = datetime.combine(start, datetime.min.time(), zone).astimezone(UTC)
    quarters = range(days * 24 * 4)
    return [(begin + n * timedelta(minutes=15)).astimezone(zone) for n in quarters]


@given(start=STARTS, zone=ZONES, hour=HOURS)
@example(start=date(2026, 3, 26), zone="Europe/Berlin", hour=2)  # does not exist on the 29th
@example(start=date(2026, 10, 23), zone="Europe/Berlin", hour=2)  # comes twice on the 25th
@example(start=date(2026, 3, 26), zone="America/Nuuk", hour=23)  # the 28th ends an hour early
@example(start=date(2026, 3, 26), zone="Asia/Beirut", hour=0)  # the 29th begins an hour late
def test_a_daily_digest_comes_once_a_day_also_when_the_clocks_change(
    start: date, zone: str, hour: int
):
    moments = each_quarter(start, 6, ZoneInfo(zone))

    days = made(Choice(Rhythm.DAILY, hour, 0), moments)

    whole = sorted({moment.date() for moment in moments})[:-1]
    assert days[: len(whole)] == whole
    assert len(days) == len(set(days))


@given(start=STARTS, zone=ZONES, hour=HOURS, weekday=st.integers(0, 6))
def test_a_weekly_digest_comes_once_a_week_on_its_day(
    start: date, zone: str, hour: int, weekday: int
):
    moments = each_quarter(start, 22, ZoneInfo(zone))

    days = made(Choice(Rhythm.WEEKLY, hour, weekday), moments)

    assert {day.weekday() for day in days} == {weekday}
    assert len(days) >= 3
    assert {later - earlier for earlier, later in pairwise(days)} == {timedelta(days=7)}


@given(
    start=STARTS,
    gaps=st.lists(st.integers(1, 60 * 24 * 9), min_size=1, max_size=30),
    rhythm=st.sampled_from(Rhythm),
    hour=HOURS,
)
def test_however_rarely_somebody_looks_no_day_is_told_twice_nor_before_its_hour(
    start: date, gaps: list[int], rhythm: Rhythm, hour: int
):
    moment, moments = datetime.combine(start, datetime.min.time(), UTC), []
    for gap in gaps:
        moment += timedelta(minutes=gap)
        moments.append(moment)

    last = None
    for seen in moments:
        day = due_day(Choice(rhythm, hour, 2), last, seen)
        if day is not None:
            assert last is None or day > last
            assert (day, hour) <= (seen.date(), seen.hour) or day < seen.date()
            last = day


def test_whoever_wants_none_gets_none():
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)

    assert due_day(Choice(Rhythm.NEVER, 8, 1), None, noon) is None


@pytest.mark.parametrize(
    ("rhythm", "last", "due"),
    [
        (Rhythm.DAILY, date(2026, 11, 10), None),
        (Rhythm.DAILY, None, None),
        (Rhythm.WEEKLY, date(2026, 11, 9), date(2026, 11, 23)),
        (Rhythm.WEEKLY, None, None),
        (Rhythm.WEEKLY, date(2026, 11, 23), None),
    ],
)
def test_after_a_week_without_a_server_the_weekly_one_is_made_up_for(
    rhythm: Rhythm, last: date | None, due: date | None
):
    """Tuesday before the hour; Monday is the day of the weekly one."""
    moment = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)

    assert due_day(Choice(rhythm, 8, 0), last, moment) == due
