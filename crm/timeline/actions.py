"""What can be done to an entry of the timeline. An action never commits."""

from crm.errors import Values
from crm.extensions import db
from crm.models import Happening, TrashItem
from crm.trash.actions import move_to_trash


def create_happening(values: Values) -> Happening:
    happening = Happening().assign(values)
    db.session.add(happening)
    return happening


def update_happening(values: Values, happening: Happening) -> Happening:
    return happening.assign(values)


def delete_happening(_values: Values, happening: Happening) -> TrashItem:
    return move_to_trash({}, happening)
