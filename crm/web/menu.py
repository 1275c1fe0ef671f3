"""The places of the main menu, written once for each address at which it is shown."""

from functools import lru_cache
from typing import Any, NamedTuple

from flask import current_app, g, request
from markupsafe import Markup

from crm.web.locale import language


class Here(NamedTuple):
    """All that the menu's places depend on."""

    language: str
    root: str
    endpoint: str | None
    room: str | None
    answers: int
    """How many proposals, suggestions and enquiries wait."""
    decisions: int
    """How many recommendations on renewals wait."""
    with_today: bool
    """Whether the day's page is a place of its own, since the reader's first page is another."""


def menu_places(*, with_today: bool) -> Markup:
    """The places, with the one marked where the reader is, and how much waits in which."""
    comes = g.get("waiting")
    answers = comes.proposals + comes.suggestions + comes.enquiries if comes else 0
    decisions = comes.recommendations if comes else 0
    where = (language(), request.script_root, request.endpoint, _room())
    return _places(Here(*where, answers, decisions, with_today))


def way_back() -> str:
    """Where the switch of the language leads: to this page, or to the form that was refused; to
    the first page from what can only be sent."""
    can_be_read = request.url_rule is not None and "GET" in (request.url_rule.methods or ())
    return request.full_path if can_be_read or request.method == "GET" else "/"


def _room() -> str | None:
    """The room of the page; of what is done to the records of a list, that of the list."""
    given = request.view_args or {}
    return given.get("what") or given.get("room") or request.blueprint


@lru_cache(maxsize=512)
def _places(here: Here) -> Markup:
    page: Any = current_app.jinja_env.get_template("components/places.html").module
    written: Markup = page.places(here)
    return written
