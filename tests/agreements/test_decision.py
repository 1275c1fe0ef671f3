"""Deciding what becomes of an agreement, and taking it back."""

from datetime import timedelta

from crm.extensions import db
from crm.models import Agreement, Decision
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
