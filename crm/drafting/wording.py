"""How days, terms and lists are written out in the language of a draft."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency

from crm.models.terms import last_day_of_term

BLANK = "________"
"""What stands for anything unknown, to be filled in by hand."""

PATTERNS = {"en": "d MMMM y", "zh": "y年M月d日"}
LOCALES = {"en": "en_GB", "zh": "zh_Hans"}


def long_day(day: date | None, language: str) -> str:
    """`24 November 2026` or `2026年11月24日`; nothing when it is unknown."""
    return format_date(day, PATTERNS[language], LOCALES[language]) if day is not None else ""


def money(amount: Decimal, currency: str, language: str) -> str:
    """`EUR 12,500.50`, with the code of the currency."""
    return format_currency(amount, currency, "¤¤ #,##0.00##", LOCALES[language])


def one_line(names: Sequence[str], language: str) -> str:
    """`Oslo, Bergen and Lund`, `奥斯陆、卑尔根和隆德`."""
    return format_list(list(names), locale=LOCALES[language]) if names else ""


def term(start: date | None, end: date | None, language: str) -> str:
    """`5 years` or `18 months` when it is a whole number of them, else nothing."""
    if start is None or end is None:
        return ""
    about = (end.year - start.year) * 12 + end.month - start.month
    months = next(
        (m for m in (about, about + 1) if m > 0 and last_day_of_term(start, m) == end), None
    )
    if months is None:
        return ""
    number, unit = (months // 12, "year") if months % 12 == 0 else (months, "month")
    if language == "zh":
        return f"{number}{'年' if unit == 'year' else '个月'}"
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
