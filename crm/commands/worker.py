"""What a process of the server runs. `crm run` names it to Granian."""

import ctypes
import gc
import sys
from functools import cache

from flask import Flask

from crm import factory
from crm.commands.turns import Turns

M_ARENA_MAX, M_MMAP_THRESHOLD, M_TRIM_THRESHOLD = -8, -3, -1
"""Of glibc's `mallopt`: how many heaps there may be, from which size a piece of memory is given
back at once, and how much may lie free at the end of the heap."""


@cache
def create_app() -> Flask:
    """The app. Where processes fork, it is made before they do, and all of them share it.

    What it is made of stays, so the garbage collector need not look at it again.
    """
    _use_one_heap()
    app = factory.create_app()
    gc.freeze()
    return app


def serve() -> Turns:
    """What the server calls for each request."""
    return Turns(create_app())


def _use_one_heap() -> None:
    """glibc gives each thread a heap of its own: 6 MB, and nothing gained under Python's lock.
    It also keeps pieces as large as the last one given back, such as the 32 MB of a login."""
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        libc.mallopt(M_ARENA_MAX, 1)
        libc.mallopt(M_MMAP_THRESHOLD, 1024 * 1024)
        libc.mallopt(M_TRIM_THRESHOLD, 2 * 1024 * 1024)
