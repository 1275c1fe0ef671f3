"""The process beside the server that does what is due, so that nobody has to set anything up.

It is one process a server, however many workers that has: threads of a worker would do the same
work several times, and a thread of the server's own process would be in the way when it forks.
"""

import logging
import multiprocessing
import signal
from multiprocessing.connection import wait

from sqlalchemy.exc import SQLAlchemyError

from crm.commands.app import office
from crm.commands.worker import create_app
from crm.extensions import db
from crm.operations.remind import remind
from crm.web.locale import today

EVERY = 60
"""Seconds between two looks at what is due."""

log = logging.getLogger(__name__)


def start_background() -> None:
    """Start it; it ends when the process that calls this has ended, and all that it started."""
    multiprocessing.Process(target=_work, name="crm background", daemon=True).start()


def _work() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to the server as well
    server = multiprocessing.parent_process()
    if server is None:
        return
    with office(create_app()) as app:
        while True:
            with app.app_context():
                _look()
            if wait([server.sentinel], timeout=EVERY):
                return


def _look() -> None:
    """Do what is due. A database that is busy or away is logged and asked again; what else goes
    wrong is a fault of ours, and ends this process with its traceback in the log."""
    try:
        remind(today())
    except SQLAlchemyError:
        log.exception("what is due was not all done; it is tried again in %s seconds", EVERY)
        db.session.rollback()
