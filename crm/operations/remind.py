"""What is due by itself: run every minute by `crm run`, or by `crm remind` from the outside.

Each piece is a transaction of its own, so that one that fails leaves the others done, and so that
two servers at work at once do each piece once.
"""

from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from crm.extensions import db
from crm.obligations import queries, schedule


def remind(day: date) -> int:
    """Do all that is due on that day; how many tasks were made of obligations."""
    numbers = queries.due_for_tasks(day)
    db.session.commit()
    return sum(_remind_of(number, day) for number in numbers)


def _remind_of(obligation_id: int, day: date) -> int:
    """Make the tasks of one obligation; 0 when another server has been quicker."""
    try:
        obligation = queries.get_to_plan(obligation_id)
        made = schedule.make_tasks(obligation, day) if obligation is not None else []
        db.session.commit()
    except (IntegrityError, StaleDataError):
        db.session.rollback()
        return 0
    return len(made)
