"""Waiting for what another process does."""

from collections.abc import Callable
from threading import Event
from time import monotonic

from tests.browser.office import PATIENCE


def until(happened: Callable[[], bool]) -> None:
    """Look again and again until it has happened; fails when that takes too long."""
    last = monotonic() + PATIENCE
    while not happened():
        assert monotonic() < last
        Event().wait(0.05)
