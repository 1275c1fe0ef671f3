"""What is usual for a type, and the agreements that are there already."""

from datetime import date

from crm.extensions import db
from crm.models import Agreement
from tests import factories
from tests.client import Client


def decide_by(agreement: Agreement) -> date | None:
    return db.session.get_one(Agreement, agreement.id, populate_existing=True).decide_by


def test_the_day_to_decide_follows_the_preparation_of_the_type(admin: Client):
    kind = factories.agreement_type()
    agreement = factories.agreement(type_id=kind.id, expires_on=date(2027, 6, 30), notice_days=30)

    admin.fill(f"/settings/agreement-types/{kind.id}/edit", preparation_days="31")

    assert decide_by(agreement) == date(2027, 4, 30)


def test_the_day_of_review_follows_the_years_of_the_type(admin: Client):
    kind = factories.agreement_type(review_years=3)
    given = {"type_id": kind.id, "is_open_ended": True, "effective_on": date(2024, 2, 29)}
    agreement = factories.agreement(review_years=3, **given)

    admin.fill(f"/settings/agreement-types/{kind.id}/edit", review_years="4")

    assert decide_by(agreement) == date(2028, 2, 29)
