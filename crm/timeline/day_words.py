"""A day in words, in English or Chinese, as somebody writes it into a line: *last Friday*, 上周五.

What names no single day is no day: *last week*, *in March*. A day without its year is the last
such day until today. *last Friday* is the last one before today; 上周五 is that of the week before.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import NamedTuple

from crm.frozen import Frozen
from crm.pattern import late

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
HAN_DAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
HAN_AWAY = {"大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "明天": 1}
HAN_AWAY |= {"后天": 2}
HAN_YEARS = {"前年": -2, "去年": -1, "今年": 0, "明年": 1}
UNKNOWN = ("day unknown", "date unknown", "日期不详", "日期未知")
EARLIEST, LATEST = 1900, 2200


class Found(Frozen):
    """The day that a text names from `start` to `end`, or the days from it to `ends_on`. None as a
    day: the text says that nobody knows it."""

    day: date | None
    start: int
    end: int
    ends_on: date | None = None


class _One(NamedTuple):
    start: int
    end: int
    day: date | None


_WEEKDAY = "|".join(f"{day}|{day[:3]}" for day in WEEKDAYS)
_SHORT_MONTHS = (*(month[:3] for month in MONTHS if month != "may"), "sept")
_MONTH = rf"{'|'.join(MONTHS)}|(?:{'|'.join(_SHORT_MONTHS)})\.?"
_NUMBER = r"\d{1,3}|an?|" + "|".join(NUMBERS)
_HAN = r"[一二两三四五六七八九十]{1,3}|\d{1,3}"
_HAN_YEAR = rf"(?:(?P<year>\d{{4}})年|(?P<which>{'|'.join(HAN_YEARS)}))?"
_OTHERS = r"(?![人位名个天次周期])"
"""What follows a number that counts something else: 上周五人来访 are five people."""


def _word(pattern: str) -> str:
    return rf"(?<![a-z])(?:{pattern})(?![a-z])"


def _number(said: str) -> int:
    """One that is written in digits or as a word of either language."""
    if said.isdecimal():
        return int(said)
    if said in {"a", "an"}:
        return 1
    if said in NUMBERS:
        return NUMBERS.index(said) + 1
    digits = {sign: place for place, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
    tens, ten, ones = said.rpartition("十")
    if not ten:
        return digits[said] if len(said) == 1 else 0
    return (digits.get(tens, 0) if tens else 1) * 10 + (digits.get(ones, 0) if ones else 0)


def _months_before(day: date, number: int) -> date | None:
    """None where the month has no such day: nobody knows which one is meant."""
    place = day.year * 12 + day.month - 1 - number
    with suppress(ValueError):
        return date(place // 12, place % 12 + 1, day.day)
    return None


def _ago(match: re.Match[str], today: date) -> date | None:
    number, unit = _number(match["number"]), match["unit"]
    if unit[0] == "m":
        return _months_before(today, number)
    return today - timedelta(days=number * (7 if unit[0] == "w" else 1))


def _han_ago(match: re.Match[str], today: date) -> date | None:
    unit = match["unit"]
    number = _number(match["number"])
    if number == 0:
        return None
    if unit == "个月":
        return _months_before(today, number)
    return today - timedelta(days=number * (1 if unit == "天" else 7))


def _relative(match: re.Match[str], today: date) -> date:
    words = {"today": 0, "yesterday": -1, "last night": -1, "tomorrow": 1}
    return today + timedelta(days=words.get(match[0], -2))


def _weekday(match: re.Match[str], today: date) -> date:
    wanted = next(i for i, day in enumerate(WEEKDAYS) if day.startswith(match["weekday"][:3]))
    monday = today - timedelta(days=today.weekday())
    if match["which"] == "next":
        return monday + timedelta(days=7 + wanted)
    if match["which"] == "this":
        return monday + timedelta(days=wanted)
    back = (today.weekday() - wanted) % 7
    return today - timedelta(days=back or (7 if match["which"] == "last" else 0))


def _han_weekday(match: re.Match[str], today: date) -> date:
    wanted = HAN_DAYS[match["weekday"]]
    if match["which"] is None:
        return today - timedelta(days=(today.weekday() - wanted) % 7)
    weeks = {"上上": -2, "上": -1, "下": 1, "下下": 2}.get(match["which"].rstrip("个"), 0)
    return today + timedelta(days=7 * weeks + wanted - today.weekday())


def _of_date(match: re.Match[str], today: date) -> date | None:
    said = match.groupdict()
    name = said["month"]
    month = _month(name) if name[0].isalpha() and name.isascii() else _number(name)
    number, year = _number(said["day"]), said["year"]
    if which := said.get("which"):
        year = str(today.year + HAN_YEARS[which])
    if year:
        return _day(int(year), month, number)
    years = range(today.year, today.year - 9, -1)
    return next((d for y in years if (d := _day(y, month, number)) and d <= today), None)


def _of_month(match: re.Match[str], today: date) -> date | None:
    first = today.replace(day=1)
    month = first if match["which"] in {"本", "这个"} else first - timedelta(days=1)
    return _day(month.year, month.month, _number(match["day"]))


def _month(name: str) -> int:
    return next(i for i, month in enumerate(MONTHS, 1) if month.startswith(name[:3]))


def _day(year: int, month: int, day: int) -> date | None:
    with suppress(ValueError):
        return date(year, month, day) if EARLIEST <= year <= LATEST else None
    return None


_TH = r"(?:st|nd|rd|th)?"
_DAY = r"\d{1,2}"
_YEAR = r"(?:,?\s+(?P<year>\d{4})(?!\d))?"
RULES: tuple[tuple[str, Callable[[re.Match[str], date], date | None]], ...] = (
    ("|".join(map(re.escape, UNKNOWN)), lambda _match, _today: None),
    (r"(?<!\d)(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)", _of_date),
    (r"(?<![\d.])(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})(?!\d)", _of_date),
    (_word(r"(?:the )?day before yesterday|today|yesterday|last night|tomorrow"), _relative),
    (
        _word(rf"(?P<number>{_NUMBER})\s+(?P<unit>days?|weeks?|months?)\s+ago"),
        _ago,
    ),
    (_word(rf"(?:on\s+)?(?P<which>last|this|next|on)\s+(?P<weekday>{_WEEKDAY})"), _weekday),
    (
        rf"(?<![a-z\d])(?P<day>{_DAY}){_TH}\s+(?:of\s+)?(?P<month>{_MONTH})(?![a-z]){_YEAR}",
        _of_date,
    ),
    (rf"(?<![a-z])(?P<month>{_MONTH})\s+(?P<day>{_DAY}){_TH}(?![a-z\d]){_YEAR}", _of_date),
    ("|".join(HAN_AWAY), lambda match, today: today + timedelta(days=HAN_AWAY[match[0]])),
    (
        rf"(?P<number>{_HAN})\s*(?P<unit>天|个?星期|周|个?礼拜|个月)(?:以|之)?前",
        _han_ago,
    ),
    (
        (
            r"(?P<which>上上个?|上个?|本|这个?|下下个?|下个?)(?:周|星期|礼拜)"
            rf"(?P<weekday>[一二三四五六日天]){_OTHERS}"
        ),
        _han_weekday,
    ),
    (
        rf"(?P<which>(?!))?(?:星期|礼拜)(?P<weekday>[一二三四五六日天]){_OTHERS}",
        _han_weekday,
    ),
    (
        (
            r"(?P<which>(?!))?(?<![一-鿿])周(?P<weekday>[一二三四五六日])"
            r"(?=$|[\s,，。;；、]|与|和|同|在|来|到|去|上午|下午|晚)"
        ),
        _han_weekday,
    ),
    (rf"{_HAN_YEAR}(?P<month>{_HAN})月(?P<day>{_HAN})[日号]", _of_date),
    (rf"(?P<which>上个?|本|这个)月(?P<day>{_HAN})[日号]", _of_month),
)
_RULES = tuple((late(pattern), read) for pattern, read in RULES)
_LEADING = late(r"(?:(?<![a-z])(?:on|from)\s+|于|从|自)$")
_BETWEEN = late(r"\s*(?:to|until|till|-|–|—|~|～|至|到)\s*")
_SHORT = late(
    rf"(?<![a-z\d.])(?P<first>{_DAY})\.?\s*(?:to|-|–)\s*(?={_DAY}"
    rf"(?:{_TH}\s+(?:of\s+)?(?:{_MONTH})(?![a-z])|\.\d{{1,2}}\.\d{{4}}))"
)
_SHORT_HAN = late(rf"\s*(?:-|–|—|~|～|至|到)\s*(?P<last>{_HAN})[日号]")


def find_day(text: str, today: date) -> Found | None:
    """The first day, or the first stretch of days, that the text names; None when it names none."""
    lowered = "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)
    named = list(_named(lowered, today))
    if not named:
        return None
    first = min(named, key=lambda one: (one.start, -one.end))
    last = _last_day(lowered, first, named)
    start, end = first.start, (last or first).end
    day, ends_on = first.day, last.day if last else None
    if short := next((s for s in _SHORT.finditer(lowered) if s.end() == first.start), None):
        begun = _day_of_month(first.day, int(short["first"]))
        if begun is not None and first.day is not None and begun < first.day:
            start, day, ends_on = short.start(), begun, first.day
    if leading := _LEADING.search(lowered[:start]):
        start = leading.start()
    return Found(day, start, end, ends_on)


def _named(text: str, today: date) -> Iterator[_One]:
    for pattern, read in _RULES:
        for match in pattern.finditer(text):
            try:
                day = read(match, today)
            except (OverflowError, ValueError):  # before the first year that there is
                continue
            if (day is not None and EARLIEST <= day.year <= LATEST) or match[0] in UNKNOWN:
                yield _One(match.start(), match.end(), day)


def _last_day(text: str, first: _One, named: list[_One]) -> _One | None:
    """The day up to which it took, where the text goes on with one."""
    if first.day is None:
        return None
    if (short := _SHORT_HAN.match(text, first.end)) and text[first.end - 1] in "日号":
        day = _day_of_month(first.day, _number(short["last"]))
        if day is not None and day > first.day:
            return _One(first.start, short.end(), day)
    between = _BETWEEN.match(text, first.end)
    after = (one for one in named if between and one.start == between.end())
    last = max(after, key=lambda one: one.end, default=None)
    if last is None or last.day is None:
        return None
    day = last.day
    if not re.search(
        r"\d{4}", text[last.start : last.end]
    ):  # of the year of the first, or the next
        years = (first.day.year, first.day.year + 1)
        same = (_day(year, day.month, day.day) for year in years)
        day = next((d for d in same if d is not None and d > first.day), day)
    return last._replace(day=day) if day > first.day else None


def _day_of_month(near: date | None, number: int) -> date | None:
    return _day(near.year, near.month, number) if near is not None else None
