"""Python looks for objects that hold each other, and does so the oftener the more are made. A large
file makes millions, which go by themselves: looking for them would take a fifth of the time."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

MADE = 50_000
"""Objects after which Python looks at those that are new, instead of 700."""

_USUAL = gc.get_threshold()


@contextmanager
def swept_rarely() -> Iterator[None]:
    gc.set_threshold(MADE, *_USUAL[1:])
    try:
        yield
    finally:
        gc.set_threshold(*_USUAL)
