"""How CLDR writes days, times, months and quarters, by language.

What the pages need of it lies in a file beside the translations: to read it from Babel would load
all that CLDR knows of a language, 4 MB in every process. `python -m crm.models.patterns`, a part of
`make messages`, writes it.
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from babel import Locale
from babel.dates import parse_pattern

from crm.config import PACKAGE

FILE = PACKAGE / "translations" / "days.json"
LOCALES = {"en": "en_GB", "zh": "zh_Hans"}
"""English as it is written outside America: the day before the month, and 24 hours."""

Patterns = Mapping[str, Any]
"""Texts with `%(d)s` where a field goes that has CLDR's name of it, and lists of names."""


@cache
def patterns_in(language: str) -> Patterns:
    """The patterns of that language; those of Babel for a language that the pages do not have."""
    return _kept().get(language) or patterns_of_cldr(language)


def patterns_of_cldr(name: str) -> Patterns:
    locale = Locale.parse(name)
    day, skeletons = locale.date_formats["medium"].pattern, locale.datetime_skeletons
    # A language without one of its own writes both ends out.
    apart = [f"{day} – ", day]
    intervals = locale.interval_formats.get("yMMMd", {})
    return {
        "day": _ready(day),
        "full_day": _ready(locale.date_formats["full"].pattern),
        "clock": _ready(locale.time_formats["short"].pattern),
        "moment": str(locale.datetime_formats["medium"]),
        "month": _ready(skeletons["yMMMM"].pattern),
        "short_month": _ready(skeletons["MMM"].pattern),
        "quarter": _ready(skeletons["yQQQ"].pattern),
        "days_of_month": [*map(_ready, intervals.get("d", apart))],
        "days_of_year": [*map(_ready, intervals.get("M", apart))],
        "days": [*map(_ready, intervals.get("y", apart))],
        "names": {
            "MMM": _in_order(locale.months["format"]["abbreviated"]),
            "MMMM": _in_order(locale.months["format"]["wide"]),
            "LLL": _in_order(locale.months["stand-alone"]["abbreviated"]),
            "QQQ": _in_order(locale.quarters["format"]["abbreviated"]),
            "EEEE": _in_order(locale.days["format"]["wide"]),
        },
    }


def _ready(pattern: str) -> str:
    return str(parse_pattern(pattern).format)


def _in_order(names: Mapping[int, str]) -> list[str]:
    return [names[number] for number in sorted(names)]


@cache
def _kept() -> dict[str, Patterns]:
    kept: dict[str, Patterns] = json.loads(FILE.read_text("utf-8"))
    return kept


if __name__ == "__main__":
    patterns = {language: patterns_of_cldr(name) for language, name in LOCALES.items()}
    FILE.write_text(json.dumps(patterns, ensure_ascii=False, indent=1) + "\n", "utf-8")
