"""The public page as it was made last, kept in this process and never older than the register.

What is kept bears the seal of the history's last line and the office's day. Each request asks for
both: whoever changed anything in the register, on whichever server, has moved the seal.
"""

import gzip
import hashlib
from collections.abc import Callable

from flask import Response, current_app, request

from crm.frozen import Frozen
from crm.public import queries
from crm.web.locale import today

MOST = 16
"""So many pages are kept: a server has few names, and each has its pages in two languages."""

AGAIN = "public, no-cache"
"""Anybody may keep the answer, and asks each time whether it is still right."""


class Page(Frozen):
    """One answer. A body that is None says that there is no such page now."""

    seal: tuple[object, ...]
    body: bytes | None
    packed: bytes
    tag: str


def kept(key: tuple[str, ...], make: Callable[[], str | None]) -> Page:
    """The page of that key as it is now; made anew when anything has changed."""
    pages: dict[tuple[str, ...], Page] = current_app.extensions.setdefault("public pages", {})
    key = (*key, request.url_root)
    # Before it is made: a change that comes meanwhile moves the seal, and it is made once more.
    seal = (queries.head(), today())
    page = pages.get(key)
    if page is None or page.seal != seal:
        if len(pages) >= MOST:
            pages.clear()
        page = pages[key] = _page(seal, make())
    return page


def _page(seal: tuple[object, ...], text: str | None) -> Page:
    body = (text or "").encode()
    packed = gzip.compress(body, 9, mtime=0)
    tag = hashlib.sha256(body).hexdigest()[:32]
    return Page(seal, None if text is None else body, packed, tag)


def answer(page: Page, mimetype: str, *vary: str) -> Response:
    """The page, packed when the browser takes it so; 304 when it has it already."""
    if request.if_none_match.contains_weak(page.tag):
        response = Response(status=304)
    elif request.accept_encodings.quality("gzip") > 0:
        response = Response(page.packed, mimetype=mimetype)
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = Response(page.body, mimetype=mimetype)
    response.set_etag(page.tag, weak=True)
    response.headers["Cache-Control"] = AGAIN
    response.headers["Vary"] = ", ".join(("Accept-Encoding", *vary))
    return response
