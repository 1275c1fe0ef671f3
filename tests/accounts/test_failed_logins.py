"""Logins that failed, as those see them who have to know."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

from flask import Flask
from openpyxl import load_workbook

from crm.accounts.actions import forget_old_attempts, keep_failure
from crm.database import now
from crm.extensions import db
from crm.models import FailedLogin
from crm.models.failed_login import FAILURES_KEPT
from tests import factories
from tests.client import Client
from tests.databases import ONE_ENGINE

pytestmark = ONE_ENGINE

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


def test_administrators_see_which_logins_failed_and_of_whom(visitor: Client, admin: Client):
    person = factories.user_with_password(name="Wu Yan")
    for email in (person.email, "Typed-in-the-wrong-box1"):
        fields = visitor.visit("/login").fields() | {"email": email, "password": "wrong"}
        visitor.post("/login", data=fields, headers={"User-Agent": FIREFOX})

    page = admin.visit("/settings/failed-logins")
    rows = [text for text in page.texts("td") if text]

    assert [text for text in rows if text in ("Wu Yan", "No account")] == ["No account", "Wu Yan"]
    assert rows.count("127.0.0.1") == 2
    assert rows.count("Firefox, Windows") == 2
    assert "Typed-in" not in page.html
    assert "Typed-in" not in str(db.session.query(FailedLogin).all()[0].__dict__)


def test_they_are_handed_out_on_the_office_s_clock(admin: Client):
    keep_failure(None, "192.0.2.1", FIREFOX, datetime(2026, 11, 23, 20, 5, tzinfo=UTC))
    db.session.commit()

    text = admin.get("/settings/failed-logins/export.csv").text
    book = load_workbook(BytesIO(admin.get("/settings/failed-logins/export.xlsx").data))

    assert "2026-11-24 04:05" in text
    assert book.active.cell(2, 2).value.isoformat() == "2026-11-24T04:05:00"


def test_the_owner_is_told_how_many_failed_since_when(visitor: Client):
    person = factories.user_with_password()
    visitor.fill("/login", email=person.email, password=factories.PASSWORD)
    visitor.send("/logout")
    visitor.fill("/login", email=person.email, password="wrong")

    visitor.fill("/login", email=person.email, password=factories.PASSWORD)

    (told,) = visitor.visit("/").texts("div", class_="warn")
    assert told.startswith("1 login with your address failed since you came in last, on ")
    assert re.search(r"\d{4}, \d\d:\d\d\.", told)


def test_what_failed_long_ago_is_forgotten(app: Flask):
    moment = now()
    for age in (timedelta(1), FAILURES_KEPT + timedelta(1)):
        keep_failure(None, "192.0.2.1", "", moment - age)

    forget_old_attempts(moment)

    assert db.session.query(FailedLogin).count() == 1
