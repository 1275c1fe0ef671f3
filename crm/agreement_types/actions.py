"""What administrators do to agreement types. An action never commits."""

from flask_babel import gettext as _

from crm.agreement_types import queries
from crm.errors import Refused, Values
from crm.extensions import db
from crm.models import AgreementType


def save_type(values: Values, kind: AgreementType) -> AgreementType:
    kind.assign(values)
    if not (kind.name_en or kind.name_zh):
        raise Refused(_("Give a name in English or in Chinese."), "name_en")
    db.session.add(kind)
    return kind


def delete_type(_values: Values, kind: AgreementType) -> AgreementType:
    """Raises Refused while agreements are of this type."""
    if number := queries.agreements_by_type().get(kind.id, 0):
        message = _("%(number)s agreements are of this type. Change those first.", number=number)
        raise Refused(message)
    db.session.delete(kind)
    return kind
