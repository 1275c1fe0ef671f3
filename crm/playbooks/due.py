"""The agreements whose tasks wait to be planned: nobody planned them when they changed, or they
have ended since. Safe on several servers at once, which claim them from each other."""

from datetime import date

from crm.extensions import db
from crm.playbooks import queries, schedule


def plan_what_waits(day: date) -> int:
    """Plan all that waits on that day, and commit, some at a time; how many tasks were made."""
    made = 0
    while waiting := queries.unplanned(day, schedule.CHUNK):
        db.session.commit()
        made += schedule.plan(waiting, day)
        db.session.commit()
    return made
