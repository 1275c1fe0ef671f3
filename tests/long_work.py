"""Waits for what is done beside the requests."""

import threading

from crm.extensions import db


def finish_long_work() -> None:
    """The work sees only what is committed, and so does whoever looks what it has done."""
    for thread in threading.enumerate():
        if thread.name == "long work":
            thread.join(30)
    db.session.rollback()
