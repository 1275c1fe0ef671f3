"""What can be done to a task. An action changes the session and never commits."""

from datetime import date, datetime

from crm.errors import Values
from crm.extensions import db
from crm.models import Task, TrashItem
from crm.obligations import actions as obligation_actions
from crm.trash.actions import move_to_trash


def create_task(values: Values) -> Task:
    task = Task().assign(values)
    db.session.add(task)
    return task


def update_task(values: Values, task: Task) -> Task:
    return task.assign(values)


def tick(_values: Values, task: Task, moment: datetime | None, day: date) -> Task:
    """Done at that moment; None takes the tick back. Ticking twice changes nothing."""
    if task.is_done != (moment is not None):
        task.done_at = moment
        obligation_actions.follow_task(task.obligation_id, day)
    return task


def delete_task(_values: Values, task: Task, day: date) -> TrashItem:
    obligation_id = task.obligation_id
    item = move_to_trash({}, task)
    obligation_actions.follow_task(obligation_id, day)
    return item
