"""A no that comes after the last day for notice: one rule, of a record and of many rows."""

from datetime import date, timedelta

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from crm.extensions import db
from crm.models import Renewal
from crm.renewals.queries import renewing_anyway
from tests import factories
from tests.conftest import DAY


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    some.sampled_from(Renewal),
    some.none() | some.dates(DAY - timedelta(days=40), DAY + timedelta(days=400)),
    some.integers(0, 400),
)
def test_many_are_asked_what_one_is_asked(
    app: Flask, renewal: Renewal, expires_on: date | None, notice_days: int
):
    made = factories.agreement(
        "Exchange", renewal=renewal, expires_on=expires_on, notice_days=notice_days
    )
    db.session.flush()

    found = renewing_anyway([made.id], DAY)

    assert (made.id in found) == made.renews_anyway(DAY)
    db.session.rollback()
