"""A prospect's way: where it is, since when, and what became of it."""

from datetime import timedelta

import pytest

from crm.database import now
from crm.extensions import db
from crm.models import ON_THE_WAY, Partner, PartnerStatus, Pipeline, Stage
from tests import factories
from tests.client import Client
from tests.conftest import DAY
from tests.databases import ONE_ENGINE
from tests.pages import text_of

PROSPECT = {"status": PartnerStatus.PROSPECT}


def column(client: Client, stage: str) -> str:
    """What stands in that column of the board."""
    (found,) = client.visit("/pipeline/board").having("section", **{"data-stage": stage})
    return text_of(found)


def test_who_becomes_a_prospect_begins_at_the_first_contact():
    partner = Partner(name_en="Oslo", status=PartnerStatus.PROSPECT)
    assert partner.pipeline is Pipeline.FIRST_CONTACT
    partner.move_to(Pipeline.TALKS)

    partner.status = PartnerStatus.PROSPECT  # saved once more, and nothing is lost

    assert partner.pipeline is Pipeline.TALKS


@pytest.mark.parametrize("stage", Pipeline)
def test_what_the_stage_says_of_the_partner(stage: Pipeline):
    partner = Partner(name_en="Oslo", status=PartnerStatus.PROSPECT)

    partner.move_to(stage, "No money.")

    assert (partner.status is PartnerStatus.PROSPECT) == (stage in ON_THE_WAY)
    assert partner.lost_reason == ("No money." if stage is Pipeline.LOST else None)


@ONE_ENGINE
@pytest.mark.usefixtures("app")
def test_a_partner_from_the_beginning_was_never_a_prospect():
    partner = factories.partner()
    partner.status = PartnerStatus.DORMANT

    assert partner.pipeline is None


def test_a_press_moves_a_prospect_on_and_counts_its_days_anew(editor: Client):
    partner = factories.partner("Oslo", **PROSPECT)
    partner.pipeline_since = now() - timedelta(days=100)
    assert "Oslo" in column(editor, "first_contact")

    editor.send(f"/pipeline/{partner.id}/move", stage="talks", back="/pipeline?owner=me")

    assert "Oslo" in column(editor, "talks")
    assert db.session.get_one(Partner, partner.id).pipeline_since > now() - timedelta(minutes=5)


def test_what_is_lost_says_why_and_can_be_taken_up_again(editor: Client):
    partner = factories.partner("Oslo", **PROSPECT)

    answer = editor.send(f"/pipeline/{partner.id}/move", stage="lost")
    assert answer.location == f"/pipeline/{partner.id}/lost"
    assert "Fill this in." in editor.refused(answer.location, reason="").text
    editor.fill(answer.location, reason="Another school was faster.")

    assert "Another school was faster." in editor.visit("/pipeline?stage=lost").text
    assert db.session.get_one(Partner, partner.id).status is PartnerStatus.CLOSED
    editor.send(f"/pipeline/{partner.id}/move", stage="talks")
    again = db.session.get_one(Partner, partner.id)
    assert (again.status, again.lost_reason) == (PartnerStatus.PROSPECT, None)


def test_a_prospect_who_signs_is_a_partner_from_then_on(editor: Client):
    partner, other = factories.partner("Oslo", **PROSPECT), factories.partner("Bergen", **PROSPECT)
    agreement = factories.agreement("Exchange", partner, other, stage=Stage.AWAITING_SIGNATURE)

    editor.fill(
        f"/agreements/{agreement.id}/steps/sign", signed_on=DAY.isoformat(), signers=partner.id
    )

    signed = db.session.get_one(Partner, partner.id)
    assert (signed.pipeline, signed.status) == (Pipeline.SIGNED, PartnerStatus.ACTIVE)
    assert db.session.get_one(Partner, other.id).pipeline is Pipeline.FIRST_CONTACT


def signed_meanwhile(partner: Partner) -> None:
    """A colleague records the signature, after the page was opened."""
    db.session.get_one(Partner, partner.id).move_to(Pipeline.SIGNED)
    db.session.commit()


def stands(partner: Partner) -> tuple[Pipeline | None, PartnerStatus]:
    now_there = db.session.get_one(Partner, partner.id)
    return now_there.pipeline, now_there.status


def test_a_card_of_yesterdays_board_does_not_undo_a_signature(editor: Client):
    partner = factories.partner("Oslo", **PROSPECT)
    seen = editor.visit("/pipeline/board").value("was_at")
    signed_meanwhile(partner)

    editor.send(f"/pipeline/{partner.id}/move", stage="talks", was_at=seen)

    assert "Somebody has moved it meanwhile: nothing was changed." in editor.visit("/pipeline").text
    assert stands(partner) == (Pipeline.SIGNED, PartnerStatus.ACTIVE)


def test_who_notes_as_lost_what_has_signed_meanwhile_is_told_first(editor: Client):
    partner = factories.partner("Oslo", **PROSPECT)
    seen = editor.send(f"/pipeline/{partner.id}/move", stage="lost", was_at="first_contact")
    signed_meanwhile(partner)

    page = editor.refused(seen.location, reason="No answer.")
    assert "Somebody has moved it meanwhile: nothing was changed." in page.text
    assert page.texts("span", class_="status") == ["Signed"]
    assert page.fields()["reason"] == ["No answer."]
    assert stands(partner) == (Pipeline.SIGNED, PartnerStatus.ACTIVE)

    editor.post(seen.location, data=page.fields())  # and wants it all the same
    assert stands(partner) == (Pipeline.LOST, PartnerStatus.CLOSED)


def test_nonsense_moves_nothing(editor: Client):
    partner, known = factories.partner("Oslo", **PROSPECT), factories.partner("Bergen")

    answer = editor.send(f"/pipeline/{partner.id}/move", stage="nonsense")

    assert answer.location == "/pipeline/board"
    assert "Choose one of the list." in editor.visit("/pipeline/board").text
    assert editor.send(f"/pipeline/{known.id}/move", stage="talks").status_code == 404
    assert "Oslo" in column(editor, "first_contact")
