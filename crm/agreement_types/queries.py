"""Every SELECT about agreement types as they are set."""

from sqlalchemy import func, select

from crm.extensions import db
from crm.models import Agreement, AgreementType


def get_type(type_id: int) -> AgreementType | None:
    return db.session.get(AgreementType, type_id)


def agreements_by_type() -> dict[int, int]:
    """How many agreements each type has."""
    counted = select(Agreement.type_id, func.count()).group_by(Agreement.type_id)
    return {row[0]: row[1] for row in db.session.execute(counted)}
