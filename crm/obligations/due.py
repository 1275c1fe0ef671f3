"""The tasks of obligations whose time has come. Safe on several servers at once: each makes its
own transaction of an obligation, and the unique day of a task lets one of them win."""

from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from crm.extensions import db
from crm.obligations import queries, schedule


def make_due_tasks(day: date) -> int:
    """Make the tasks that are due on that day, and commit; how many were made."""
    numbers = queries.due_for_tasks(day)
    db.session.commit()
    return sum(_make_tasks_of(number, day) for number in numbers)


def _make_tasks_of(obligation_id: int, day: date) -> int:
    """Make the tasks of one obligation; 0 when another server has been quicker."""
    try:
        obligation = queries.get_to_plan(obligation_id)
        made = schedule.make_tasks(obligation, day) if obligation is not None else []
        db.session.commit()
    except (IntegrityError, StaleDataError):
        db.session.rollback()
        return 0
    return len(made)
