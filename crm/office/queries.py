"""The one SELECT about the office."""

from crm.extensions import db
from crm.models import Office
from crm.models.office import CONTACT_YEARS
from crm.models.second_factor import FactorRule


def office() -> Office:
    """Who we are; a blank one, not in the session, as long as nobody has said."""
    return db.session.get(Office, 1) or Office(
        id=1, contact_years=CONTACT_YEARS, factor_for=FactorRule.NOBODY
    )
