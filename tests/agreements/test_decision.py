"""Deciding what becomes of an agreement, and taking it back."""

from datetime import timedelta

import pytest

from crm.extensions import db
from crm.models import Agreement, Decision, Renewal
from tests import factories
from tests.client import Client
from tests.conftest import DAY


def test_a_decided_agreement_leaves_the_renewals_desk_until_it_is_taken_back(editor: Client):
    agreement = factories.agreement("Memorandum", expires_on=DAY + timedelta(days=100))

    editor.send(f"/agreements/{agreement.id}/decide/renew?from=renewals")
    assert db.session.get(Agreement, agreement.id).decision is Decision.RENEW
    assert "Memorandum" not in editor.visit("/renewals").texts("a", class_="name")

    editor.send(f"/agreements/{agreement.id}/decide/undo")
    assert editor.visit("/renewals").texts("a", class_="name") == ["Memorandum"]


def test_a_new_end_date_has_to_be_decided_anew(app):
    agreement = factories.agreement(expires_on=DAY)
    agreement.decide(Decision.RENEW, DAY)

    db.session.flush()
    agreement.assign({"expires_on": DAY + timedelta(days=365)})
    db.session.flush()

    assert (agreement.decision, agreement.decided_on) == (None, None)


def test_the_decision_is_confirmed_in_the_readers_language(app):
    reader = app.test_client().log_in(factories.user(language="zh_Hans"))
    agreement = factories.agreement("Memorandum", title_zh="合作备忘录", expires_on=DAY)

    reader.send(f"/agreements/{agreement.id}/decide/end")

    notices = reader.visit("/renewals").texts("div", class_="notice")
    assert len(notices) == 1
    assert "合作备忘录" in notices[0]


@pytest.mark.parametrize("way", ["quick", "review"])
def test_who_says_no_after_the_last_day_for_notice_is_told_that_it_renews(editor: Client, way: str):
    agreement = factories.agreement(
        expires_on=DAY + timedelta(days=30), notice_days=60, renewal=Renewal.AUTOMATIC
    )
    warning = (
        "The last day for notice was 25 Oct 2026. Unless the partner agrees to the end, the"
        " agreement renews by itself."
    )

    if way == "quick":
        editor.send(f"/agreements/{agreement.id}/decide/end")
        page = editor.visit(f"/agreements/{agreement.id}")
    else:
        review = factories.review(agreement)
        page = editor.visit(f"/reviews/{review.id}/end")

    assert warning in " ".join(page.text.split())


def test_who_says_no_in_time_is_not_warned(editor: Client):
    agreement = factories.agreement(
        expires_on=DAY + timedelta(days=60), notice_days=60, renewal=Renewal.AUTOMATIC
    )

    editor.send(f"/agreements/{agreement.id}/decide/end")

    assert "renews by itself" not in editor.visit(f"/agreements/{agreement.id}").text


def test_what_has_no_end_is_not_said_to_end_by_itself(editor: Client):
    agreement = factories.agreement("Endless", is_open_ended=True, review_years=3)
    factories.review(agreement)

    addresses = ("/renewals", f"/agreements/{agreement.id}")
    tables = [editor.visit(address).texts("tbody") for address in addresses]
    facts = editor.visit(f"/agreements/{agreement.id}").texts("dl", class_="facts")

    assert "Ends by itself" not in str([tables, facts])
