"""What can be done to a signatory. An action never commits."""

from crm.errors import Values
from crm.extensions import db
from crm.models import Signatory, TrashItem
from crm.trash.actions import move_to_trash


def save_signatory(values: Values, signatory: Signatory) -> Signatory:
    signatory.assign(values)
    db.session.add(signatory)
    return signatory


def delete_signatory(_values: Values, signatory: Signatory) -> TrashItem:
    return move_to_trash({}, signatory)
