"""Addresses: which numbers they can name, and which ones that come back are followed."""

from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, request, url_for
from werkzeug.routing import IntegerConverter, Map

LARGEST_NUMBER = 2**63 - 1
"""What the number column of a record holds, on either engine."""


class RecordNumber(IntegerConverter):
    """The number of a record in an address; one that no record can have is not found."""

    def __init__(self, routes: Map) -> None:
        super().__init__(routes, max=LARGEST_NUMBER)


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
    """What templates call as `url_for`: an address without values is asked for once."""
    if values or endpoint.startswith("."):
        return url_for(endpoint, **values)
    return _plain_address(request.script_root, endpoint)


@lru_cache(maxsize=256)
def _plain_address(_script_root: str, endpoint: str) -> str:
    return url_for(endpoint)
