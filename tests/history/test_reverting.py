"""A single change is taken back from the history, where nothing later contradicts it."""

import re
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from crm.database import now
from crm.extensions import db
from crm.models import (
    Agreement,
    Category,
    Change,
    Office,
    Partner,
    Priority,
    Role,
    Task,
    User,
)
from crm.models.second_factor import FactorRule
from tests import factories
from tests.client import Client
from tests.conftest import DAY
from tests.pages import Page


def last_of(record_type: str) -> Change:
    lines = [line for line in factories.changes() if line.record_type == record_type]
    return lines[-1]


def test_a_change_is_taken_back_and_that_is_history_too(editor: Client):
    partner = factories.partner("Oslo", city="Oslo")
    editor.fill(f"/partners/{partner.id}/edit", city="Bergen", category="hospital", notes="New")
    line = last_of("partner")

    answer = editor.send(f"/history/{line.id}/revert")

    assert answer.location == f"/history/partner/{partner.id}"
    kept = db.session.scalars(select(Partner)).one()
    assert (kept.city, kept.category, kept.notes) == ("Oslo", Category.INTERNATIONAL, None)
    assert last_of("partner").fields["city"] == ["Bergen", "Oslo"]


def test_the_history_of_a_record_leads_to_where_a_change_is_taken_back(
    editor: Client, viewer: Client
):
    partner = factories.partner("Oslo")
    db.session.commit()
    editor.fill(f"/partners/{partner.id}/edit", city="Bergen")
    address = f"/history/partner/{partner.id}"

    (offered,) = (to for to in editor.visit(address).links() if re.fullmatch(r"/history/\d+", to))

    assert "Take this change back" in editor.visit(offered).texts("button")
    assert "Take this change back" not in viewer.visit(address).text


def test_dates_amounts_and_words_come_back_as_what_they_are(editor: Client):
    agreement = factories.agreement(
        "Exchange",
        signed_on=date(2024, 2, 29),
        value_amount=Decimal("12.50"),
        value_currency="CNY",
    )
    task = factories.task(priority=Priority.HIGH, due_on=DAY)
    db.session.commit()
    agreement.signed_on, agreement.value_amount = date(2025, 1, 1), Decimal(7)
    task.priority, task.due_on = Priority.LOW, None
    db.session.commit()

    for line in (last_of("agreement"), last_of("task")):
        assert editor.send(f"/history/{line.id}/revert").status_code == 302

    kept = db.session.scalars(select(Agreement)).one()
    assert (kept.signed_on, kept.value_amount) == (date(2024, 2, 29), Decimal("12.50"))
    done = db.session.scalars(select(Task)).one()
    assert (done.priority, done.due_on) == (Priority.HIGH, DAY)


def test_what_was_changed_again_since_is_not_taken_back(editor: Client):
    partner = factories.partner("Oslo", city="Oslo")
    editor.fill(f"/partners/{partner.id}/edit", city="Bergen")
    first = last_of("partner").id
    editor.fill(f"/partners/{partner.id}/edit", city="Tromsø")

    answer = editor.send(f"/history/{first}/revert")

    assert answer.status_code == 422
    assert "“City” was changed again since: take that back first." in answer.text
    assert db.session.scalars(select(Partner.city)).one() == "Tromsø"


def test_another_field_that_was_changed_since_is_no_hindrance(editor: Client):
    partner = factories.partner("Oslo", city="Oslo")
    editor.fill(f"/partners/{partner.id}/edit", city="Bergen")
    first = last_of("partner").id
    editor.fill(f"/partners/{partner.id}/edit", notes="New")

    editor.send(f"/history/{first}/revert")

    kept = db.session.scalars(select(Partner)).one()
    assert (kept.city, kept.notes) == ("Oslo", "New")


def test_what_the_database_forbids_by_now_is_refused(editor: Client):
    first = factories.agreement("First", reference="2026-01")
    db.session.commit()
    first.reference = "2026-02"
    db.session.commit()
    line = last_of("agreement").id
    factories.agreement("Second", factories.partner("Bergen"), reference="2026-01")

    answer = editor.send(f"/history/{line}/revert")

    assert answer.status_code == 422
    assert db.session.get_one(Agreement, first.id).reference == "2026-02"


def test_steps_and_what_was_added_or_deleted_offer_no_taking_back(editor: Client):
    agreement = factories.agreement("Exchange")
    db.session.commit()
    added = last_of("agreement")
    agreement.decision = "end"
    agreement.decided_on = DAY
    db.session.commit()
    step = last_of("agreement")

    for line in (added, step):
        page = editor.visit(f"/history/{line.id}")
        assert "Take this change back" not in page.text
        assert editor.send(f"/history/{line.id}/revert").status_code == 422


def test_accounts_are_changed_only_where_the_password_is_asked_again(admin: Client):
    """And where the sessions end that the old role has; the rule on second factors is one too."""
    person = factories.user(role=Role.VIEWER)
    office = Office(id=1, factor_for=FactorRule.EVERYBODY)
    db.session.add(office)
    db.session.commit()
    person.role, office.factor_for = Role.EDITOR, FactorRule.NOBODY
    db.session.commit()

    for line in [last_of(kind).id for kind in ("user_account", "office")]:
        assert "Take this change back" not in admin.visit(f"/history/{line}").text
        assert admin.send(f"/history/{line}/revert").status_code == 422
    assert db.session.get_one(User, person.id).role is Role.EDITOR


def test_a_link_that_was_withdrawn_or_used_stays_so(editor: Client):
    given_out = factories.counterpart_link()
    asked = factories.review_link(factories.review(factories.agreement("Exchange")))
    db.session.commit()
    given_out.withdrawn_at = asked.used_at = now()
    db.session.commit()

    for kind in ("counterpart_link", "review_link"):
        assert editor.send(f"/history/{last_of(kind).id}/revert").status_code == 422


def test_the_record_may_be_gone(editor: Client):
    task = factories.task("Call")
    db.session.commit()
    task.title = "Call again"
    db.session.commit()
    line = last_of("task").id
    db.session.delete(task)

    answer = editor.send(f"/history/{line}/revert")

    assert answer.status_code == 422
    assert "The record is no longer there." in Page(answer.text, "/history").text


def test_a_reference_to_what_is_in_the_trash_waits_for_it(editor: Client):
    agreement = factories.agreement()
    factories.proposal(agreement_id=agreement.id)
    editor.fill(f"/agreements/{agreement.id}/delete")
    line = last_of("proposal").id

    answer = editor.send(f"/history/{line}/revert")

    assert answer.status_code == 422
    assert "What it referred to is gone: restore that from the trash first." in answer.text


def test_whoever_only_reads_takes_nothing_back(viewer: Client, editor: Client):
    partner = factories.partner("Oslo")
    editor.fill(f"/partners/{partner.id}/edit", city="Bergen")
    line = last_of("partner").id

    assert "Take this change back" not in viewer.visit(f"/history/{line}").text
    assert viewer.send(f"/history/{line}/revert").status_code == 403


def test_the_set_up_is_taken_back_by_administrators_only(editor: Client, admin: Client):
    kind = factories.agreement_type("Exchange")
    db.session.commit()
    kind.notice_days = 77
    db.session.commit()
    line = last_of("agreement_type").id

    assert editor.send(f"/history/{line}/revert").status_code == 404
    assert admin.send(f"/history/{line}/revert").status_code == 302
