"""Every SELECT about signatories."""

from crm.extensions import db
from crm.models import Signatory


def get(signatory_id: int) -> Signatory | None:
    return db.session.get(Signatory, signatory_id)
