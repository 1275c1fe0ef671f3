"""What a process of the server runs. `crm run` names it to Granian."""

import ctypes
import gc
import multiprocessing
import os
import signal
import sys
from functools import cache
from multiprocessing.connection import wait
from threading import Thread
from time import sleep

from flask import Flask

from crm import factory
from crm.commands.turns import Turns

M_ARENA_MAX, M_MMAP_THRESHOLD, M_TRIM_THRESHOLD = -8, -3, -1
"""Of glibc's `mallopt`: how many heaps there may be, from which size a piece of memory is given
back at once, and how much may lie free at the end of the heap."""

PATIENCE = 10
"""Seconds that a process has to finish its answers once it is told to stop."""


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
    Thread(target=_end_with_server, daemon=True).start()
    return Turns(create_app())


def _end_with_server() -> None:
    """The server may be killed, as the system does when memory runs out: who then went on would
    hold the port, and no server could be started there again."""
    server = multiprocessing.parent_process()
    if server is not None:
        wait([server.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)
        sleep(PATIENCE)
        os._exit(1)


def _use_one_heap() -> None:
    """glibc gives each thread a heap of its own: 6 MB, and nothing gained under Python's lock.
    It also keeps pieces as large as the last one given back, such as the 32 MB of a login."""
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        libc.mallopt(M_ARENA_MAX, 1)
        libc.mallopt(M_MMAP_THRESHOLD, 1024 * 1024)
        libc.mallopt(M_TRIM_THRESHOLD, 2 * 1024 * 1024)
