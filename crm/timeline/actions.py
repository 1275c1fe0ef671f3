"""What can be done to a happening. An action never commits."""

from crm.errors import Values
from crm.extensions import db
from crm.models import Happening, Task, TrashItem
from crm.tasks.actions import create_task
from crm.timeline import queries
from crm.trash.actions import move_to_trash

LINKS = ("partner_ids", "agreement_ids", "contact_ids", "user_ids")
"""What a form says about those that a happening is linked with, by their numbers."""


def create_happening(values: Values) -> Happening:
    """Note it, with the tasks that follow from it."""
    happening = Happening(partners=[], agreements=[], contacts=[], users=[])
    db.session.add(happening)
    return _apply(values, happening)


def update_happening(values: Values, happening: Happening) -> Happening:
    return _apply(values, happening)


def delete_happening(_values: Values, happening: Happening) -> TrashItem:
    return move_to_trash({}, happening)


def _apply(values: Values, happening: Happening) -> Happening:
    beside = (*LINKS, "follow_ups")
    happening.assign({name: v for name, v in values.items() if name not in beside})
    first = {"partner_ids": happening.partner_id, "agreement_ids": happening.agreement_id}
    with db.session.no_autoflush:
        for name in LINKS:
            if name in values:
                numbers = [n for n in values[name] or () if n != first.get(name)]
                setattr(happening, name.replace("_ids", "s"), queries.linked(name, numbers))
    for follow_up in values.get("follow_ups", ()):
        _follow(happening, follow_up)
    return happening


def _follow(happening: Happening, follow_up: Values) -> Task:
    db.session.flush()  # the task points to it
    about = {"partner_id": happening.partner_id, "agreement_id": happening.agreement_id}
    return create_task({**follow_up, **about, "happening_id": happening.id})
