"""Saying who we are. An action never commits."""

from crm.errors import Values
from crm.extensions import db
from crm.models import Office


def save_office(values: Values, office: Office) -> Office:
    office.assign(values)
    db.session.add(office)
    return office
