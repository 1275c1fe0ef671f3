"""What is due by itself: run every minute by `crm run`, or by `crm remind` from the outside.

It is a row of jobs. Each divides its work into transactions of its own, so that one that fails
leaves the others done, and so that two servers at work at once do each piece once.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from flask import Flask, current_app
from flask_babel import force_locale

from crm.accounts.resets import send_wished
from crm.backups.shelf import make_daily
from crm.digests.making import make_due_digests
from crm.duplicates.due import look_when_due
from crm.extensions import db
from crm.frozen import Frozen
from crm.mail.outbox import send_waiting
from crm.models import Way
from crm.models.history import WAY
from crm.obligations.due import make_due_tasks
from crm.operations.waiting_files import let_go_of_old
from crm.playbooks.due import plan_what_waits
from crm.renewals.by_itself import renew_all_due


class Job(Frozen):
    """Something that is done when its time has come. It commits, and may be run at any time."""

    name: str
    """What it counts, after a number."""
    do: Callable[[datetime], int]
    """Does what is due at that instant, aware, on the office's clock; how much was done."""


JOBS = (
    Job("agreements renewed by themselves", lambda moment: renew_all_due(moment.date())),
    Job("tasks made", lambda moment: make_due_tasks(moment.date())),
    Job("tasks of playbooks made", lambda moment: plan_what_waits(moment.date())),
    Job("digests made", lambda moment: make_due_digests(moment, current_app.config)),
    Job("links for passwords made", lambda moment: send_wished(moment, current_app.config)),
    Job("letters sent", lambda moment: send_waiting(moment, current_app.config["MAIL"])),
    Job("likely duplicates found", look_when_due),
    Job("backups made", make_daily),
    Job("files let go that waited for an import", let_go_of_old),
)
"""In the order in which they are done: what one makes, a later one can tell of."""


class Outcome(Frozen):
    """What became of a job: how much it did, or what stopped it."""

    job: Job
    done: int
    fault: BaseException | None


def remind(app: Flask, moment: datetime, jobs: Iterable[Job] = JOBS) -> list[Outcome]:
    """Do all that is due at that instant, given on the office's clock.

    Each job has a thread of its own, and with it a session: its fault is kept in its outcome, and
    the next job begins afresh.
    """
    outcomes = []
    for job in jobs:
        with ThreadPoolExecutor(1) as alone:
            doing = alone.submit(_do, app, job, moment)
        fault = doing.exception()
        outcomes.append(Outcome(job, doing.result() if fault is None else 0, fault))
    return outcomes


def _do(app: Flask, job: Job, moment: datetime) -> int:
    with app.app_context(), force_locale("en"):
        db.session.info[WAY] = Way.ITSELF
        return job.do(moment)
