"""What can be done to a unit. An action never commits."""

from flask_babel import gettext as _

from crm.errors import Refused, Values
from crm.extensions import db
from crm.models import TrashItem, Unit
from crm.trash.actions import move_to_trash
from crm.units import queries


def save_unit(values: Values, unit: Unit) -> Unit:
    """Raises Refused for a name that another unit has: agreements and files name them by it."""
    unit.assign(values)
    if not (unit.name_en or unit.name_zh):
        raise Refused(_("Give a name in English or in Chinese."), "name_en")
    for field in ("name_en", "name_zh"):
        if queries.is_taken(field, unit):
            raise Refused(_("There is a unit of this name."), field)
    db.session.add(unit)
    return unit


def delete_unit(_values: Values, unit: Unit) -> TrashItem:
    """Raises Refused while agreements cover it."""
    if queries.is_used(unit.id):
        raise Refused(_("Agreements cover this unit. Take it off those first."))
    return move_to_trash({}, unit)
