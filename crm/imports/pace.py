"""What lets large files go faster, and is put back behind them."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm.connections import PAGES_KEPT

MADE = 50_000
"""Objects after which Python looks at those that are new, instead of 700."""

MORE_PAGES = 64_000
"""Kilobytes of the database that SQLite holds meanwhile: rows go into every index, all over it."""


@cache
def _usual() -> tuple[int, int, int]:
    """As it is before the first large file: two at the same time would find each other's."""
    return gc.get_threshold()


@contextmanager
def swept_rarely() -> Iterator[None]:
    """Python looks for objects that hold each other, and does so the oftener the more are made. A
    large file makes millions, which go by themselves: looking would take a fifth of the time."""
    usual = _usual()
    gc.set_threshold(MADE, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@contextmanager
def more_pages(session: Session) -> Iterator[None]:
    if session.connection().dialect.name != "sqlite":
        yield
        return
    session.execute(text(f"PRAGMA cache_size = -{MORE_PAGES}"))
    try:
        yield
    finally:
        if session.is_active:  # else the connection is lost to it, with all that was written
            session.execute(text(f"PRAGMA cache_size = -{PAGES_KEPT}"))
