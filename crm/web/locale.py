"""The reader of this request: language, day and time as the office counts them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from flask import current_app, g, request
from flask_babel import force_locale, get_locale, get_translations, refresh
from flask_login import current_user

from crm.database import now
from crm.frozen import Frozen
from crm.models.countries import territories
from crm.models.names import TwoNames, display_name, other_name, sort_key
from crm.web.access import may_administer

LANGUAGES = {"en": "English", "zh_Hans": "简体中文"}
PATHS = {"en": "en", "zh": "zh_Hans"}
"""How addresses name the languages, and how `LANGUAGES` does."""

_LOCALES = {code: Locale.parse(code) for code in LANGUAGES}


class Reader(Frozen):
    """For whom a list is made: some filters and words depend on it."""

    day: date
    user_id: int | None
    language: str
    sees_all: bool = False
    """Whether what is kept for administrators only is shown as well."""

    @property
    def zone(self) -> ZoneInfo:
        return office_zone()


def office_zone() -> ZoneInfo:
    return ZoneInfo(current_app.config["TIMEZONE"])


def this_moment() -> datetime:
    """This instant, aware; a test sets the clock through the app's configuration."""
    moment: datetime = current_app.config.get("CLOCK", now)()
    return moment


def today() -> date:
    """The office's day."""
    return this_moment().astimezone(office_zone()).date()


def reader() -> Reader:
    user_id = current_user.id if current_user.is_authenticated else None
    return Reader(day=today(), user_id=user_id, language=language(), sees_all=may_administer())


def choose_locale() -> Locale:
    """What a visitor chose, else the user's own language, else the browser's, else English."""
    if (asked := g.get("visitor_language")) in LANGUAGES:
        return _LOCALES[asked]
    person = current_user._get_current_object()
    if person is not None and person.is_authenticated and person.language in LANGUAGES:
        return _LOCALES[person.language]
    wanted = request.accept_languages.best_match(["en", "zh", "zh-CN", "zh-Hans", "zh-TW"], "en")
    return _LOCALES["zh_Hans" if wanted.startswith("zh") else "en"]


def forget_locale() -> None:
    """The user changed the language: the rest of this request speaks the new one."""
    refresh()
    _forget_words()


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """The block speaks that language, one of `LANGUAGES`, whoever reads: for what is sent."""
    with force_locale(code):
        _forget_words()
        yield
    _forget_words()


def _forget_words() -> None:
    g.pop("language", None)
    g.pop("catalogue", None)


def language() -> str:
    """`en` or `zh`: in which language the reader wants names."""
    found: str | None = g.get("language")
    if found is None:
        locale = get_locale()
        found = g.language = locale.language if locale is not None else "en"
    return found


def catalogue() -> Any:
    """The messages in the reader's language."""
    found = g.get("catalogue")
    if found is None:
        found = g.catalogue = get_translations()
    return found


def name_of(thing: TwoNames) -> str:
    return display_name(thing, language())


def other_name_of(thing: TwoNames) -> str | None:
    return other_name(thing, language())


NOT_COUNTRIES = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}


def country_names(language_code: str) -> dict[str, str]:
    """Countries and regions by ISO 3166 code, as CLDR calls them."""
    return {c: n for c, n in territories(language_code).items() if c not in NOT_COUNTRIES}


def countries_by_name(language_code: str) -> list[tuple[str, str]]:
    """Their codes and names, in the order of the names."""
    return sorted(country_names(language_code).items(), key=lambda pair: sort_key(pair[1]))


def country_name(code: str | None) -> str:
    return country_in(language(), code)


def country_in(language_code: str, code: str | None) -> str:
    """What the country of that code is called in that language."""
    return territories(language_code).get(code, code) if code else ""


def local_time(moment: datetime) -> datetime:
    """That instant on the office's clock."""
    return moment.astimezone(office_zone())


def midnight(day: date) -> datetime:
    """When that day begins on the office's clock."""
    return datetime.combine(day, time(), office_zone())
