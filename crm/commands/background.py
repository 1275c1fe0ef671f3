"""The process beside the server that does what is due, so that nobody has to set anything up.

It is one process a server, however many workers that has: threads of a worker would do the same
work several times, and a thread of the server's own process would hold locks when it forks.
"""

import logging
import multiprocessing
import signal
from multiprocessing import Process
from multiprocessing.connection import wait
from threading import Thread
from time import sleep

from flask import Flask

from crm.commands.app import office
from crm.commands.worker import create_app
from crm.operations.remind import remind
from crm.web.locale import local_time, this_moment

EVERY = 60
"""Seconds between two looks at what is due."""

FIRST = 1
"""Seconds before the first look: until then the workers have the machine, to come up."""

AGAIN = 60
"""Seconds before another process takes its place: a server that was told to stop has stopped."""

log = logging.getLogger(__name__)


def start_background(address: str) -> None:
    """Start it, beside a server at that address; it ends when the process that calls this has
    ended, and all that it started. Where it ends before that, as the system may kill it when memory
    runs out, another one begins."""
    stand_by = Thread(target=_stand_by, args=(_started(address), address), daemon=True)
    stand_by.start()


def _started(address: str) -> Process:
    process = Process(target=_work, args=(address,), name="crm background", daemon=True)
    process.start()
    return process


def _stand_by(process: Process, address: str) -> None:
    while True:
        process.join()
        sleep(AGAIN)
        log.error("the process that does what is due ended with %s: begun anew", process.exitcode)
        process = _started(address)


def _work(address: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to the server as well
    server = multiprocessing.parent_process()
    if server is None or wait([server.sentinel], timeout=FIRST):
        return
    with office(create_app()) as app:
        app.config["SERVED_AT"] = address
        while True:
            _look(app)
            if wait([server.sentinel], timeout=EVERY):
                return


def _look(app: Flask) -> None:
    """Do what is due. What stopped a job, be it a busy database or a fault of ours, is logged with
    its traceback, and the job is tried again at the next look."""
    for outcome in remind(app, local_time(this_moment())):
        if outcome.fault is not None:
            log.error("not all done: %s", outcome.job.name, exc_info=outcome.fault)
