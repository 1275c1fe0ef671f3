"""Days in words, in either language: a table of examples, and what holds of any text."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.timeline.day_words import MONTHS, find_day

WEDNESDAY = date(2026, 11, 25)

EXAMPLES = {
    "today": "2026-11-25",
    "Yesterday: call": "2026-11-24",
    "the day before yesterday": "2026-11-23",
    "Day before yesterday a call": "2026-11-23",
    "last night a dinner": "2026-11-24",
    "3 days ago": "2026-11-22",
    "a week ago": "2026-11-18",
    "two months ago": "2026-09-25",
    "last Friday": "2026-11-20",
    "last Wednesday": "2026-11-18",
    "met on Friday": "2026-11-20",
    "this Friday": "2026-11-27",
    "next Monday": "2026-11-30",
    "12 March": "2026-03-12",
    "12th of March": "2026-03-12",
    "5 December": "2025-12-05",
    "March 12, 2024": "2024-03-12",
    "Sept. 3": "2026-09-03",
    "5 Nov. 2024 a call": "2024-11-05",
    "Nov. 5, 2024": "2024-11-05",
    "5 May. 2024 students came": "2026-05-05",
    "29 February": "2024-02-29",
    "2025-03-12": "2025-03-12",
    "12.03.2025": "2025-03-12",
    "12-14 March 2025": "2025-03-12 2025-03-14",
    "12.-14.03.2025": "2025-03-12 2025-03-14",
    "12-14 Sept. 2025": "2025-09-12 2025-09-14",
    "from 30 December 2025 to 2 January": "2025-12-30 2026-01-02",
    "今天": "2026-11-25",
    "昨天来访": "2026-11-24",
    "前天": "2026-11-23",
    "大前天": "2026-11-22",
    "三天前": "2026-11-22",
    "十二天前": "2026-11-13",
    "两周前": "2026-11-11",
    "一个月前": "2026-10-25",
    "上周五": "2026-11-20",
    "上上周三": "2026-11-11",
    "本周五": "2026-11-27",
    "星期一": "2026-11-23",
    "下周一": "2026-11-30",
    "周五下午开会": "2026-11-20",
    "3月12日": "2026-03-12",
    "去年3月12日": "2025-03-12",
    "明年3月12日": "2027-03-12",
    "2025年3月12日至14日": "2025-03-12 2025-03-14",
    "2025年3月30日至4月2日": "2025-03-30 2025-04-02",
    "十一月三日": "2026-11-03",
    "上个月12号": "2026-10-12",
    "day unknown": "unknown",
    "日期不详": "unknown",
}

NONE = (
    "last week",
    "in March 2025",
    "they sat on the second floor",
    "it may take 300 pages",
    "2026-13-45",
    "30 February 2026",
    "上周五人来访",
    "周一鸣来访",
    "第三天",
    "room 12",
    "version 1.2.3",
)


@pytest.mark.parametrize(("text", "wanted"), EXAMPLES.items())
def test_a_day_in_words_is_found(text: str, wanted: str):
    found = find_day(text, WEDNESDAY)

    assert found is not None
    days = [day.isoformat() for day in (found.day, found.ends_on) if day is not None]
    assert (" ".join(days) or "unknown") == wanted


@pytest.mark.parametrize("text", NONE)
def test_what_names_no_single_day_is_none(text: str):
    assert find_day(text, WEDNESDAY) is None


def test_on_a_saturday_the_two_languages_mean_what_they_say():
    saturday = date(2026, 11, 28)

    english, chinese = find_day("last Friday", saturday), find_day("上周五", saturday)

    assert english is not None
    assert chinese is not None
    assert (english.day, chinese.day) == (date(2026, 11, 27), date(2026, 11, 20))


DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@given(DAYS, DAYS)
@settings(max_examples=40, deadline=None)
def test_each_day_is_found_however_it_is_written(day: date, today: date):
    name = MONTHS[day.month - 1].title()
    for text in (
        day.isoformat(),
        f"{day.day} {name} {day.year}",
        f"met on {name} {day.day}, {day.year} again",
        f"于{day.year}年{day.month}月{day.day}日来访",
    ):
        found = find_day(text, today)
        assert found is not None
        assert found.day == day, text


@given(DAYS, st.integers(1, 400))
@settings(max_examples=40, deadline=None)
def test_so_many_days_ago_and_a_day_without_its_year_never_lie_ahead(today: date, number: int):
    ago = find_day(f"{number} days ago", today)
    day = today - timedelta(days=number % 365)
    said = find_day(f"{day.month}月{day.day}日", today)

    assert ago is not None
    assert ago.day == today - timedelta(days=number)
    assert said is not None
    assert said.day is not None
    assert said.day <= today


@given(st.text(max_size=60), DAYS)
@settings(max_examples=80, deadline=None)
def test_no_text_breaks_it(text: str, today: date):
    found = find_day(text, today)

    assert found is None or 0 <= found.start < found.end <= len(text)
