"""What can be done to a signatory. An action never commits."""

from crm.errors import Values
from crm.extensions import db
from crm.models import Signatory


def save_signatory(values: Values, signatory: Signatory) -> Signatory:
    signatory.assign(values)
    db.session.add(signatory)
    return signatory


def delete_signatory(_values: Values, signatory: Signatory) -> Signatory:
    db.session.delete(signatory)
    return signatory
