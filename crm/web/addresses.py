"""Addresses: which numbers they can name, and which ones that come back are followed."""

from collections.abc import Callable
from functools import lru_cache
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, request, url_for
from werkzeug.routing import IntegerConverter, Map, Rule, UnicodeConverter

LARGEST_NUMBER = 2**63 - 1
"""What the number column of a record holds, on either engine."""

LONGEST_WORD = 200
"""Letters of a name in an address. Those of files are no longer (`crm/documents/names.py`)."""


class RecordNumber(IntegerConverter):
    """The number of a record in an address; one that no record can have is not found."""

    def __init__(self, routes: Map) -> None:
        super().__init__(routes, max=LARGEST_NUMBER)


class Word(UnicodeConverter):
    """A word in an address, as the name or the key of a file; one that is longer than any of ours
    is not found, before a disk is asked that takes no name of such a length."""

    def __init__(self, routes: Map) -> None:
        super().__init__(routes, maxlength=LONGEST_WORD)


class Route(Rule):
    """A route whose addresses are put together by code that is written when the first is asked
    for: to write it takes as long as to find a record, and there are hundreds of routes."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        write = super()._compile_builder

        def build(route: Route, /, **values: Any) -> tuple[str, str]:
            written = write(append_unknown).__get__(route)
            setattr(route, "_build_unknown" if append_unknown else "_build", written)
            return written(**values)

        return build


def local_address(address: str | None) -> str | None:
    """The address when it is a path of this site, else None: no open redirect."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return None
    if any(ord(sign) < 33 or sign == "\\" for sign in address):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else address


def full_address(site: str, endpoint: str, **values: Any) -> str:
    """An address that works from outside, for what is sent without a request. `site` is that of
    the first page."""
    parts = urlsplit(site)
    routes = current_app.url_map.bind(parts.netloc, parts.path or "/", url_scheme=parts.scheme)
    return routes.build(endpoint, values, force_external=True)


def address_of(endpoint: str, **values: Any) -> str:
    """What templates call as `url_for`. A page has some twenty addresses, most of them those of
    the last page with other numbers in them: the router is asked once for all of these."""
    numbers = {name: value for name, value in values.items() if type(value) is int}
    asked = tuple((name, "" if name in numbers else value) for name, value in values.items())
    if not all(isinstance(value, str) for _name, value in asked):
        return url_for(endpoint, **values)
    if endpoint.startswith("."):
        endpoint = f"{request.blueprint}{endpoint}"
    return _pattern(request.script_root, endpoint, asked, tuple(numbers)) % numbers


@lru_cache(maxsize=1024)
def _pattern(
    _script_root: str, endpoint: str, asked: tuple[tuple[str, str], ...], numbers: tuple[str, ...]
) -> str:
    """That address with a place for each of the numbers."""
    said = " ".join(value for _name, value in asked)
    unsaid = (number for number in count(LARGEST_NUMBER, -1) if str(number) not in said)
    marks = dict(zip(numbers, unsaid, strict=False))
    values: dict[str, Any] = {**dict(asked), **marks}
    pattern = url_for(endpoint, **values).replace("%", "%%")
    for name, mark in marks.items():
        pattern = pattern.replace(str(mark), f"%({name})d")
    return pattern
