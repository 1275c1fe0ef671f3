"""Rules that hold of all records hold of those that the reader may not know of, too."""

from datetime import timedelta

import pytest
from flask import Flask

from crm.agreement_types import queries as type_queries
from crm.calendar.section import SIGNER
from crm.documents import storage
from crm.errors import Refused
from crm.extensions import db
from crm.history import queries as history_queries
from crm.history.batches import begin
from crm.models import BatchKind, Happening, Partner, Proposal
from crm.seeing import NOBODY, seen_by
from crm.trash.actions import move_to_trash, restore
from crm.trash.going import contents
from crm.web.locale import speaking
from tests import factories
from tests.client import Client
from tests.conftest import DAY
from tests.databases import ONE_ENGINE

pytestmark = ONE_ENGINE


@pytest.fixture
def secret(app: Flask):
    """An agreement that one person sees, and nobody who reads in these tests."""
    agreement = factories.agreement("Secret paper", factories.partner("Oslo"))
    factories.confidential(agreement, factories.user())
    db.session.commit()
    return agreement


def test_a_file_that_a_hidden_paper_holds_is_no_stray(secret):
    digest = factories.document(agreement_id=secret.id).versions[0].digest
    db.session.commit()

    with seen_by(NOBODY):
        assert f"{digest[:2]}/{digest[2:]}" not in {stray.as_posix() for stray in storage.strays()}


def test_a_proposal_stays_hidden_when_the_agreement_that_came_of_it_is_deleted(secret):
    proposal = factories.proposal("Secret wish", agreement_id=secret.id)
    db.session.commit()

    move_to_trash({}, secret)
    db.session.commit()
    db.session.expire_all()

    with seen_by(NOBODY):
        assert db.session.query(Proposal).count() == 0
        assert "Secret wish" not in {line.name for line in factories.changes()}
    assert db.session.get(Proposal, proposal.id) is not None


def test_what_a_hidden_agreement_has_answered_is_not_lost(secret):
    kind = factories.agreement_type()
    field = factories.type_field(kind, "Place")
    secret.type_id = kind.id
    factories.field_value(secret, field, "Oslo")
    db.session.commit()

    with seen_by(NOBODY):
        assert type_queries.has_answers(field.id)
        assert type_queries.agreements_of(kind.id) == [secret]


def test_what_an_import_added_stays_while_something_hidden_is_about_it(secret):
    batch = begin(BatchKind.IMPORT, "Import of partners.csv")
    partner = factories.partner("Imported")
    db.session.commit()
    factories.happening("Secret visit", partner_id=partner.id, agreement_id=secret.id)
    db.session.commit()

    with seen_by(NOBODY):
        assert history_queries.in_use(Partner, batch.id) == partner.id


def test_a_refused_restoring_names_nothing_hidden(app: Flask, secret):
    happening = factories.happening("Open visit")
    obligation = factories.obligation(secret, "Send the report")
    db.session.commit()
    lying = move_to_trash({}, obligation)
    lying.agreement_id = None
    move_to_trash({}, secret)
    db.session.commit()

    with app.test_request_context(), seen_by(NOBODY), pytest.raises(Refused) as refused:
        restore({}, lying)

    assert "Secret" not in refused.value.message
    assert db.session.get(Happening, happening.id) is not None


def test_what_lies_in_the_trash_with_a_partner_does_not_tell_of_a_hidden_agreement(secret):
    partner = factories.partner("Bergen")
    factories.happening("Open visit", partner_id=partner.id)
    factories.happening("Secret visit", partner_id=partner.id, agreement_id=secret.id)
    db.session.commit()

    item = move_to_trash({}, partner)
    db.session.commit()

    with seen_by(NOBODY), speaking("en"):
        named = {name for going in contents(item) for name in going.names}
    assert "Open visit" in named
    assert "Secret visit" not in named


def test_a_calendar_takes_back_what_became_confidential_without_a_word(app: Flask, visitor: Client):
    owner = factories.user()
    agreement = factories.agreement("Secret paper", expires_on=DAY + timedelta(days=60))
    feed = factories.calendar_feed(owner)
    address = f"/calendar/{SIGNER.token_of(feed.key)}.ics"
    assert "Secret paper" in visitor.get(address).text

    factories.confidential(agreement, factories.user())
    answer = visitor.get(address).text

    assert "CANCELLED" in answer
    assert "Secret paper" not in answer
