"""Days and moments in templates, in the language of the template, and for programs as well."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any

from markupsafe import Markup

from crm.models.days import (
    DAYS_KEPT,
    day_in,
    days_in,
    full_day_in,
    moment_in,
    month_in,
    short_month_in,
)
from crm.models.life import DECIDED_ANYWAY
from crm.web.locale import language, local_time

FILTERS = frozenset(
    {"day", "days", "full_day", "moment", "month", "said_day", "said_moment", "short_month"}
)
"""What templates write days with. `day`, `days` and `moment` are elements, which programs can read
as well; the `said_` ones are for where there can be none: in attributes, drawings and letters."""

TIME = Markup('<time datetime="{}">{}</time>')


def said_moment(moment: datetime) -> str:
    """On the office's clock, as the reader's language writes it."""
    return moment_in(language(), local_time(moment))


@lru_cache(maxsize=DAYS_KEPT)
def day_element(language_code: str, day: date | None) -> Markup:
    """The day for people, with what it is for programs; nothing for one that there is not."""
    return TIME.format(day.isoformat(), day_in(language_code, day)) if day else Markup()


def moment_element(language_code: str, moment: datetime) -> Markup:
    local = local_time(moment)
    return _moment_element(language_code, local, local.fold)


@lru_cache(maxsize=DAYS_KEPT)
def _moment_element(language_code: str, local: datetime, _fold: int) -> Markup:
    """Both of two moments at which the clock says the same are equal, but for which one it is."""
    return TIME.format(local.isoformat(timespec="minutes"), moment_in(language_code, local))


def days_element(language_code: str, first: date, last: date) -> Markup:
    if first == last:
        return day_element(language_code, first)
    begun, ended = days_in(language_code, first, last)
    return TIME.format(first.isoformat(), begun) + TIME.format(last.isoformat(), ended)


def filters_in(language_code: str) -> Mapping[str, Callable[..., str]]:
    """Each of `FILTERS`, in that language."""
    return {
        "day": partial(day_element, language_code),
        "days": partial(days_element, language_code),
        "full_day": partial(full_day_in, language_code),
        "moment": partial(moment_element, language_code),
        "month": partial(month_in, language_code),
        "said_day": partial(day_in, language_code),
        "said_moment": lambda moment: moment_in(language_code, local_time(moment)),
        "short_month": partial(short_month_in, language_code),
    }


def days_or_words(
    language_code: str, *, unknown: str, endless: str
) -> Mapping[str, Callable[..., Markup]]:
    """What says a day in that language, or the word for one that is not known or never comes."""
    not_known = Markup('<span class="unknown">{}</span>').format(unknown)
    never = Markup("{}").format(endless)

    def day_or_unknown(day: date | None) -> Markup:
        return day_element(language_code, day) if day else not_known

    def end_of(agreement: Any) -> Markup:
        """As agreed, even when it was closed before."""
        return never if agreement.is_endless else day_or_unknown(agreement.ends_on)

    def decide_by_of(agreement: Any) -> Markup:
        """Nothing of what never comes up, or does not any more."""
        if agreement.stage in DECIDED_ANYWAY:
            return Markup()
        day = agreement.decide_by
        return day_or_unknown(day) if day or agreement.comes_up else Markup()

    return {"day_or_unknown": day_or_unknown, "decide_by_of": decide_by_of, "end_of": end_of}


def local_day(moment: datetime) -> date:
    """The office's day at that instant."""
    return local_time(moment).date()


def iso_day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""
