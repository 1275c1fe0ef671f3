"""Shows on a terminal how far long work has come."""

import sys
from collections.abc import Iterable
from typing import Any

import click


def watched(label: str, items: Iterable[Any], number: int) -> Iterable[Any]:
    """With a progress bar on a terminal, silently in a pipe."""
    if not sys.stderr.isatty():
        yield from items
        return
    with click.progressbar(items, length=number, label=label, file=sys.stderr) as shown:
        yield from shown
