"""Pieces of HTML of which a page has many, written without a template: a macro once a row took
longer than all else in the row."""

import re
from typing import Any

from markupsafe import Markup, escape

from crm.models.names import TwoNames, display_name, other_name
from crm.models.people import addressed

has_marks = re.compile("[&<>\"']").search
"""Whether a text has signs that mean something in HTML."""


_LINK = Markup('<a class="name" href="%s">%s</a>')
_WITH_OTHER = _LINK + Markup('<small class="other">%s</small>')


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


def linked_names(thing: TwoNames, address: str, language: str) -> Markup:
    """The name in that language as a link, with the other one below it."""
    return _linked(address, display_name(thing, language), other_name(thing, language))


def linked_person(person: Any, address: str, language: str) -> Markup:
    """The same of a person, with the title as the language of each name has it."""
    other, title = other_name(person, language), person.honorific
    below = addressed(other, title) if other else None
    return _linked(address, addressed(display_name(person, language), title), below)


def _linked(address: str, name: str, other: str | None) -> Markup:
    return _WITH_OTHER % (address, name, other) if other else _LINK % (address, name)
