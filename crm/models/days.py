"""Days, moments, months and quarters as a language writes them; the `said_` ones as the language
does that is spoken, as texts are.

For programs they stay ISO 8601: in addresses, fields, files, and in the attribute of `<time>`.
"""

from datetime import date, datetime
from functools import lru_cache

from flask_babel import get_locale

from crm.models.patterns import patterns_in

DAYS_KEPT = 4096
"""So many days are kept as they were written: a list writes a hundred, and the next page of it
writes most of them again."""


def said_day(day: date) -> str:
    """`30 Nov 2026`, `2026年11月30日`."""
    return day_in(_spoken(), day)


def said_days(first: date, last: date) -> str:
    """From day to day: `1–3 Dec 2026`, `2026年12月1日至3日`."""
    return "".join(days_in(_spoken(), first, last))


def said_quarter(day: date) -> str:
    """The quarter in which it lies: `Q4 2026`, `2026年第4季度`."""
    return _written(_spoken(), "quarter", day)


@lru_cache(maxsize=DAYS_KEPT)
def day_in(language: str, day: date | None) -> str:
    """Nothing for a day that there is not."""
    return _written(language, "day", day) if day is not None else ""


def full_day_in(language: str, day: date) -> str:
    """With the day of the week: `Monday, 30 November 2026`."""
    return _written(language, "full_day", day)


def month_in(language: str, day: date) -> str:
    """The day's month with its year."""
    return _written(language, "month", day)


def short_month_in(language: str, day: date) -> str:
    return _written(language, "short_month", day)


def moment_in(language: str, local: datetime) -> str:
    """`30 Nov 2026, 14:05`, `2026年11月30日 14:05`, as the clock has it that was read."""
    patterns = patterns_in(language)
    clock = patterns["clock"] % {"HH": f"{local:%H}", "H": local.hour, "mm": f"{local:%M}"}
    said: str = patterns["moment"].format(clock, day_in(language, local.date()))
    return said


def days_in(language: str, first: date, last: date) -> tuple[str, str]:
    """What is said of the first of those days, and of the last; nothing when it is the same."""
    if first == last:
        return day_in(language, first), ""
    if first.year != last.year:
        name = "days"
    else:
        name = "days_of_month" if first.month == last.month else "days_of_year"
    begins, ends = patterns_in(language)[name]
    return begins % _fields(language, first), ends % _fields(language, last)


def _spoken() -> str:
    locale = get_locale()
    return locale.language if locale is not None else "en"


def _written(language: str, name: str, day: date) -> str:
    said: str = patterns_in(language)[name] % _fields(language, day)
    return said


def _fields(language: str, day: date) -> dict[str, object]:
    """What a pattern may name, as CLDR names it: https://cldr.unicode.org, Date Field Symbol
    Table."""
    names, quarter = patterns_in(language)["names"], (day.month + 2) // 3
    months = {width: names[width][day.month - 1] for width in ("MMM", "MMMM", "LLL")}
    return months | {
        "y": day.year,
        "M": day.month,
        "MM": f"{day.month:02}",
        "L": day.month,
        "d": day.day,
        "dd": f"{day.day:02}",
        "Q": quarter,
        "QQQ": names["QQQ"][quarter - 1],
        "EEEE": names["EEEE"][day.weekday()],
    }
