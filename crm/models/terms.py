"""Arithmetic of terms: months and years as contracts count them."""

import calendar
from datetime import date, timedelta


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month when it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def last_day_of_term(start: date, months: int) -> date:
    """The last day of a term that begins on `start`: the day before the corresponding one.

    When the last month has no corresponding day, the term ends with that month (as in the German
    Civil Code, § 188): a year from 29 February 2024 ends on 28 February 2025.
    """
    corresponding = months_later(start, months)
    if corresponding.day != start.day:
        return corresponding
    return corresponding - timedelta(days=1)
