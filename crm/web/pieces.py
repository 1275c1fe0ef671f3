"""Pieces of HTML of which a page has many, written without a template: a macro once a row took
longer than all else in the row."""

import re
from typing import Any

from markupsafe import Markup, escape

from crm.models.names import TwoNames, display_name, other_name
from crm.models.people import addressed

has_marks = re.compile("[&<>\"']").search
"""Whether a text has signs that mean something in HTML."""


_LINK = Markup('<a class="name" href="%s"%s>%s</a>')
_WITH_OTHER = _LINK + Markup('<small class="other" lang="%s">%s</small>')

TAGS = {"en": "en", "zh": "zh-Hans"}
"""What HTML calls the languages. Browsers choose the voice by it, and how Chinese signs look."""

_IN = {code: Markup(' lang="%s"') % tag for code, tag in TAGS.items()}


def shown(value: Any) -> str:
    """The value as it stands in HTML. Most of a page is plain text without such signs: it is
    joined to the rest as it is, and needs no mark that it was escaped."""
    kind = type(value)
    if kind is Markup or (kind is str and not has_marks(value)):
        return value
    return str(value) if kind is int else escape(value)


def either(en: str | None, zh: str | None, language: str) -> str:
    """One of two names that a row has under other labels."""
    return (zh or en or "") if language == "zh" else (en or zh or "")


def of_the_other(language: str) -> str:
    """Which language the second names of a page in that language have."""
    return "en" if language == "zh" else "zh"


def spoken_name(thing: TwoNames, language: str) -> Markup:
    """The name in that language; where there is only the other one, with its language."""
    name = escape(display_name(thing, language))
    spoken = _spoken(thing, language)
    return Markup("<span%s>%s</span>") % (spoken, name) if spoken else name


def _spoken(thing: TwoNames, language: str) -> Markup:
    """The attribute for a first name that is in the other language."""
    own = thing.name_zh if language == "zh" else thing.name_en
    return Markup() if own else _IN[of_the_other(language)]


def linked_names(thing: TwoNames, address: str, language: str) -> Markup:
    """The name in that language as a link, with the other one below it."""
    names = display_name(thing, language), other_name(thing, language)
    return _linked(address, _spoken(thing, language), *names, language)


def linked_person(person: Any, address: str, language: str) -> Markup:
    """The same of a person, with the title as the language of each name has it."""
    other, title = other_name(person, language), person.honorific
    below = addressed(other, title) if other else None
    name = addressed(display_name(person, language), title)
    return _linked(address, _spoken(person, language), name, below, language)


def _linked(address: str, spoken: Markup, name: str, other: str | None, language: str) -> Markup:
    if not other:
        return _LINK % (address, spoken, name)
    return _WITH_OTHER % (address, spoken, name, TAGS[of_the_other(language)], other)
