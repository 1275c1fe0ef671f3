"""What can be done to a task. An action changes the session and never commits."""

from datetime import datetime

from crm.errors import Values
from crm.extensions import db
from crm.models import Task


def create_task(values: Values) -> Task:
    task = Task().assign(values)
    db.session.add(task)
    return task


def update_task(values: Values, task: Task) -> Task:
    return task.assign(values)


def tick(_values: Values, task: Task, moment: datetime | None) -> Task:
    """Done at that moment; None takes the tick back. Ticking twice changes nothing."""
    if task.is_done != (moment is not None):
        task.done_at = moment
    return task


def delete_task(_values: Values, task: Task) -> Task:
    db.session.delete(task)
    return task
