"""The base is looked through by itself, in the background. Safe on several servers at once: what
one has found is not written over by another that began as early."""

import subprocess
import sys
from datetime import datetime

from crm.duplicates import queries
from crm.duplicates.actions import FEW, Found, keep_found, look_through
from crm.extensions import db

NIGHT = 3
"""From which hour of the day, when nobody has asked for it."""

NOT_KEPT = 3
"""How `crm duplicates` ends when another look was kept meanwhile."""


def look_when_due(moment: datetime) -> int:
    """Look through the base if it is time, and commit; how many pairs were found."""
    if not is_due(moment):
        return 0
    if queries.number_of_records() > FEW:
        return _look_apart()
    found, is_kept = look_now(moment)
    return sum(map(len, found.pairs.values())) if is_kept else 0


def look_now(moment: datetime) -> tuple[Found, bool]:
    """Look through the base and commit: what was found, and whether it is kept, since nobody else
    has kept what was found meanwhile."""
    found = look_through()
    db.session.rollback()  # what was only read keeps nobody from writing
    is_kept = keep_found(found, moment)
    db.session.commit()
    return found, is_kept


def _look_apart() -> int:
    """The same by `crm duplicates`: a process that has looked through a large base keeps more
    than a hundred megabytes for as long as it lives. It ends when this one does, since nothing
    holds its standard input open then. Raises CalledProcessError when it fails."""
    db.session.rollback()
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "crm", "duplicates", "--while-open"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    ) as looking:
        code = looking.wait()
        if code == NOT_KEPT:
            return 0
        if code:
            raise subprocess.CalledProcessError(code, looking.args)
    search = queries.search_done()
    return search.partners + search.contacts if search is not None else 0


def is_due(moment: datetime) -> bool:
    """Whether it is time, at that instant on the office's clock: once a night, and when somebody
    has asked."""
    search = queries.search_done()
    if search is None or search.looked_at is None or search.is_asked:
        return True
    last = search.looked_at.astimezone(moment.tzinfo)
    return last.date() < moment.date() and moment.hour >= NIGHT
