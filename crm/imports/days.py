"""How a cell is read as a day: as people write days in either language, and as spreadsheets keep
them."""

import re
import unicodedata
from datetime import date, timedelta
from functools import cache

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.errors import Refused
from crm.imports.values import Reading, Wrong, in_all_languages, plain_key
from crm.models import Standing
from crm.models.days import said_day
from crm.pattern import late
from crm.web.agreement_words import STANDINGS
from crm.web.fields import EARLIEST, LATEST

DAY_ORDER = "day_order"
"""The question whether the day or the month comes first, where both are read out of one cell."""

SERIALS_FROM = date(1899, 12, 30)
"""Day 0 of a spreadsheet, whose 1900 had a 29th of February."""

LEAST_SERIAL = 10_000
"""Less is rather a year, or any other number, than a day of 1927."""

UNKNOWN = _l("unknown")
USUAL_UNKNOWN = ("unknown", "notknown", "tbd", "未知", "不明", "待定", "待查")
OPEN_ENDED = _l("open-ended")
USUAL_OPEN_ENDED = (
    "openended",
    "indefinite",
    "indefinitely",
    "noend",
    "noenddate",
    "permanent",
    "长期",
    "永久",
    "永久有效",
    "无固定期限",
    "无限期",
    "无期限",
)

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_YEAR_FIRST = late(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_TOGETHER = late(r"(\d{4})(\d\d)(\d\d)")
_YEAR_LAST = late(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})")
_DAY_NAMED = late(r"(\d{1,2})(?:st|nd|rd|th)?[\s.-]+([a-z]+)[\s.,-]+(\d{4})")
_MONTH_NAMED = late(r"([a-z]+)[\s.-]+(\d{1,2})(?:st|nd|rd|th)?[\s,]+(\d{4})")
_SERIAL = late(r"\d{5,6}(?:\.0)?")
_TIME = late(r"(?:T|\s+)\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?$")


def is_ambiguous(cell: str) -> bool:
    """Whether the cell could be the third of April as well as the fourth of March."""
    match = _YEAR_LAST.fullmatch(cell.strip())
    if match is None:
        return False
    first, second, _year = match.groups()
    return int(first) != int(second) and int(first) <= 12 and int(second) <= 12


def day(cell: str, reading: Reading) -> date | None:
    """The day; None when the cell says that nobody knows it. Raises Refused, about `DAY_ORDER`,
    for one that can be read in two ways as long as nobody has said in which."""
    if plain_key(cell) in _unknown_words():
        return None
    plain = _TIME.sub("", unicodedata.normalize("NFKC", cell).strip())
    try:
        found = _read(plain, reading)
    except ValueError as error:
        raise Wrong(_("“%(cell)s” is no day that there is.", cell=cell[:60])) from error
    if found is None:
        message = _("“%(cell)s” is no day. Write it as 2026-11-24.", cell=cell[:60])
        raise Wrong(message)
    if not EARLIEST <= found <= LATEST:
        raise Wrong(_("Give a year from 1900 to 2200."))
    return found


def end(cell: str, reading: Reading) -> date | Standing | None:
    """The day of an end, or that there is none; None when nobody knows it."""
    if plain_key(cell) in _endless_words():
        return Standing.OPEN_ENDED
    return day(cell, reading)


def end_kept(value: str | None) -> date | Standing | None:
    if value is None:
        return None
    return Standing.OPEN_ENDED if value == Standing.OPEN_ENDED else date.fromisoformat(value)


def day_kept(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def end_said(value: date | str) -> str:
    return str(STANDINGS[Standing.OPEN_ENDED]) if value == Standing.OPEN_ENDED else day_said(value)


def day_said(value: date | str) -> str:
    """Of a record, or as a plan has kept it."""
    return said_day(date.fromisoformat(value) if isinstance(value, str) else value)


def _read(plain: str, reading: Reading) -> date | None:
    for pattern in (_YEAR_FIRST, _TOGETHER):
        if match := pattern.fullmatch(plain):
            return _date(*match.groups())
    if match := _YEAR_LAST.fullmatch(plain):
        return _year_last(match, reading)
    if _SERIAL.fullmatch(plain) and (number := int(float(plain))) >= LEAST_SERIAL:
        return SERIALS_FROM + timedelta(days=number)
    return _with_name(plain.lower())


def _year_last(match: re.Match[str], reading: Reading) -> date:
    first, second, year = match.groups()
    if int(first) > 12 or int(first) == int(second):
        return _date(year, second, first)
    if int(second) > 12:
        return _date(year, first, second)
    if reading.day_first is None:
        message = _(
            "“%(cell)s” can be read in two ways: say whether the day or the month comes first.",
            cell=match[0],
        )
        raise Refused(message, DAY_ORDER)
    return _date(year, second, first) if reading.day_first else _date(year, first, second)


def _with_name(plain: str) -> date | None:
    """Such as 4 March 2025 and Mar 4, 2025."""
    if match := _DAY_NAMED.fullmatch(plain):
        number, name, year = match.groups()
    elif match := _MONTH_NAMED.fullmatch(plain):
        name, number, year = match.groups()
    else:
        return None
    return _date(year, MONTHS[name], number) if name in MONTHS else None


def _date(year: str, month: str | int, number: str) -> date:
    return date(int(year), int(month), int(number))


@cache
def _unknown_words() -> frozenset[str]:
    return frozenset({*USUAL_UNKNOWN, *map(plain_key, in_all_languages(UNKNOWN))})


@cache
def _endless_words() -> frozenset[str]:
    labels = (OPEN_ENDED, STANDINGS[Standing.OPEN_ENDED])
    said = (plain_key(word) for label in labels for word in in_all_languages(label))
    return frozenset({*USUAL_OPEN_ENDED, *said})
