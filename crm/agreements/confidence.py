"""Who sees a confidential agreement: kept with the agreement's own form."""

from sqlalchemy import inspect

from crm.agreements import queries
from crm.errors import Values
from crm.extensions import db
from crm.models import Agreement, Confidential
from crm.models.history import BY_ID


def keep(agreement: Agreement, values: Values) -> None:
    """Keep what was said, if anything was. Whoever says it always sees the agreement, and so does
    whoever is responsible: it is never shut to all."""
    if "is_confidential" not in values:
        return
    if not inspect(agreement).has_identity:
        if not values["is_confidential"]:
            return
        db.session.flush()
    held = queries.confidential(agreement.id)
    if not values["is_confidential"]:
        if held is not None:
            db.session.delete(held)
        return
    always = (agreement.owner_id, db.session.info.get(BY_ID))
    before = [reader.id for reader in held.readers] if held is not None else []
    named = {*(values.get("reader_ids", before) or ()), *always} - {None}
    readers = list(queries.people(named))
    if held is None:
        db.session.add(Confidential(agreement_id=agreement.id, readers=readers))
    elif held.readers != readers:
        held.readers = readers
