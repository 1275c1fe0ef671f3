"""The office's queue: asking back, declining, and making a draft with everything filled in."""

from decimal import Decimal
from urllib.parse import unquote

import pytest

from crm.agreements import queries as agreement_queries
from crm.extensions import db
from crm.models import Agreement, Partner, Party, Proposal, ProposalStatus, Stage
from tests import factories
from tests.client import Client
from tests.conftest import DAY
from tests.pages import Page


def mail_on(page: Page) -> str:
    """The e-mail that the page offers to write, as a person reads it."""
    return unquote(next(link for link in page.links() if link.startswith("mailto:")))


def test_what_waits_for_the_office_comes_first_and_is_counted_in_the_menu(editor: Client):
    factories.proposal("Asked", status=ProposalStatus.ASKED)
    factories.proposal("Answered", status=ProposalStatus.ANSWERED)
    factories.proposal("Received")

    page = editor.visit("/proposals")

    assert page.texts("a", class_="name") == ["Answered", "Received", "Asked"]
    assert '<b class="count">2<' in page.html
    assert '<b class="count">' not in editor.visit("/tasks").html.replace(
        '<b class="count">2<', "", 1
    )


def test_a_proposal_is_found_by_its_partner_or_its_proposer(editor: Client):
    factories.proposal("Nurses", partner_name="奥斯陆大学")
    factories.proposal("Doctors", proposer_name="Wang Fang")

    assert editor.visit("/proposals?q=奥斯陆").texts("a", class_="name") == ["Nurses"]
    assert editor.visit("/proposals?q=fang").texts("a", class_="name") == ["Doctors"]


def test_asking_back_makes_it_the_proposers_turn_and_offers_the_e_mail(editor: Client):
    proposal = factories.proposal()

    editor.fill(f"/proposals/{proposal.id}/ask", text="How many\r\nnurses?")

    assert proposal.status is ProposalStatus.ASKED
    page = editor.visit(f"/proposals/{proposal.id}")
    assert "Lin Mei" in page.text
    assert "mailto:zhang.li@example.org?subject=" in page.html
    mail = mail_on(page)
    assert mail.startswith("mailto:zhang.li@example.org?subject=Your proposal “Exchange of nurses”")
    assert "How many\r\nnurses?" in mail


def test_declining_needs_a_reason_which_the_e_mail_repeats(editor: Client):
    proposal = factories.proposal()
    address = f"/proposals/{proposal.id}/decline"
    assert editor.refused(address).error("decline_reason") == "Fill this in."

    editor.fill(address, decline_reason="There is one already.")

    assert proposal.status is ProposalStatus.DECLINED
    page = editor.visit(f"/proposals/{proposal.id}")
    assert "There is one already." in page.text
    assert "There is one already." in mail_on(page)
    assert not page.having("a", class_="primary")


def test_of_two_colleagues_the_second_is_told_that_it_has_been_decided(editor: Client):
    proposal = factories.proposal()
    opened = editor.visit(f"/proposals/{proposal.id}/draft").fields()
    editor.fill(f"/proposals/{proposal.id}/decline", decline_reason="No.")

    for step, typed in (("ask", {"text": "Why?"}), ("decline", {"decline_reason": "No."})):
        page = editor.refused(f"/proposals/{proposal.id}/{step}", **typed)
        assert "decided on already" in page.text
    answer = editor.post(f"/proposals/{proposal.id}/draft", data=opened)
    assert answer.status_code == 422
    assert db.session.query(Agreement).count() == 0


def test_a_draft_has_everything_that_the_proposal_says(editor: Client):
    kind = factories.shipped_type("joint_training")
    factories.partner("University of Bergen")
    oslo = factories.partner("University of Oslo")
    proposal = factories.proposal(
        type_id=kind.id, starts_on=DAY, cost=Decimal("1200.5"), currency="EUR", cost_notes="Flights"
    )

    editor.fill(f"/proposals/{proposal.id}/draft")

    agreement = agreement_queries.get(proposal.agreement_id)
    assert proposal.status is ProposalStatus.DRAFTED
    assert agreement.title_en == "Exchange of nurses"
    assert agreement.type_id == kind.id
    assert [party.partner_id for party in agreement.parties] == [oslo.id]
    assert agreement.stage is Stage.DRAFT
    assert not agreement.parties[0].has_signed
    assert agreement.effective_on == DAY
    assert agreement.notice_days == kind.notice_days
    assert agreement.purpose == "Nurses learn from each other."
    assert agreement.notes == "The dean comes in spring.\n\nFlights"
    assert (agreement.lead_name, agreement.lead_email) == ("Zhang Li", "zhang.li@example.org")
    assert (agreement.value_amount, agreement.value_currency) == (Decimal("1200.5"), "EUR")
    assert agreement.owner.name == "Lin Mei"
    assert db.session.query(Partner).count() == 2


def test_the_proposer_sees_how_far_the_agreement_has_come(editor: Client, visitor: Client):
    agreement = factories.agreement(stage=Stage.IN_REVIEW)
    proposal = factories.proposal(status=ProposalStatus.DRAFTED, agreement_id=agreement.id)

    page = visitor.visit(f"/proposal/{proposal.token}")

    assert "It is at this stage: In review" in page.text
    assert "Memorandum with Oslo" not in page.html


@pytest.mark.parametrize(
    ("stage", "is_prepared"),
    [(Stage.DRAFT, True), (Stage.SIGNED, False), (Stage.ABANDONED, False)],
)
def test_nothing_is_being_prepared_that_is_signed_or_given_up(
    visitor: Client, stage: Stage, is_prepared: bool
):
    agreement = factories.agreement(stage=stage)
    proposal = factories.proposal(status=ProposalStatus.DRAFTED, agreement_id=agreement.id)

    page = visitor.visit(f"/proposal/{proposal.token}")

    assert ("is preparing the agreement" in page.text) == is_prepared
    assert "It is at this stage:" in page.text


def test_a_proposal_whose_draft_was_deleted_can_be_decided_on_again(editor: Client):
    agreement = factories.agreement(stage=Stage.DRAFT)
    proposal = factories.proposal(status=ProposalStatus.DRAFTED, agreement_id=agreement.id)
    editor.fill(f"/agreements/{agreement.id}/delete")

    page = editor.visit(f"/proposals/{proposal.id}")
    assert "The draft that was made of it has been deleted." in page.text
    editor.fill(f"/proposals/{proposal.id}/decline", decline_reason="Oslo has withdrawn.")

    assert proposal.status is ProposalStatus.DECLINED
    assert "Oslo has withdrawn." in editor.visit(f"/proposals/{proposal.id}").text


def test_partners_of_a_like_name_are_offered_and_none_is_guessed(editor: Client):
    oslo = factories.partner("University of Oslo", name_zh="奥斯陆大学")
    proposal = factories.proposal(
        partner_name="University of Oslo, Faculty of Medicine",
        type_id=factories.shipped_type().id,
    )
    address = f"/proposals/{proposal.id}/draft"
    page = editor.visit(address)
    (choice,) = [field for field in page.having("input") if field.get("name") == "partner_id"]
    assert choice.get("value") == str(oslo.id)
    assert choice.get("checked") is None

    editor.fill(address, partner_id=oslo.id)

    assert db.session.query(Partner).count() == 1
    assert proposal.agreement_id is not None


def test_a_partner_that_is_not_there_is_made_with_the_draft(editor: Client):
    proposal = factories.proposal(
        "护理交流", partner_name="北京医院", country="CN", type_id=factories.shipped_type().id
    )
    address = f"/proposals/{proposal.id}/draft"
    page = editor.refused(address)
    assert page.error("new_category") == "Choose the new partner's category."

    editor.fill(address, new_category="hospital")

    partner = db.session.query(Partner).one()
    assert (partner.name_zh, partner.name_en, partner.country) == ("北京医院", None, "CN")
    assert db.session.query(Agreement).one().title_zh == "护理交流"


def test_a_draft_has_a_partner_and_a_type(editor: Client):
    proposal = factories.proposal()
    address = f"/proposals/{proposal.id}/draft"
    assert editor.refused(address).error("type_id") == "Choose the type."

    page = editor.refused(address, type_id=factories.shipped_type().id, new_name_en="")

    assert page.error("partner_id") == "Choose the partner, or name a new one below."


def test_a_new_partner_may_be_one_that_is_there_already(editor: Client):
    factories.partner("UNIVERSITY of Oslo", country="NO")
    proposal = factories.proposal(country="NO", type_id=factories.shipped_type().id)
    address = f"/proposals/{proposal.id}/draft"
    fields = {"partner_id": "", "new_category": "international"}

    page = editor.refused(address, **fields)
    assert "A partner of this name in this country is there already." in page.text
    editor.fill(address, **fields, save_anyway="yes")

    assert db.session.query(Partner).count() == 2


def test_the_partner_that_was_meant_gets_the_draft(editor: Client):
    there = factories.partner("UNIVERSITY of Oslo", country="NO")
    proposal = factories.proposal(country="NO", type_id=factories.shipped_type().id)
    address = f"/proposals/{proposal.id}/draft"

    editor.fill(address, partner_id="", new_category="international", meant=there.id)

    assert db.session.query(Partner).one().id == there.id
    assert db.session.query(Party).one().partner_id == there.id


def test_a_lost_link_is_replaced_and_the_new_one_is_shown_once(editor: Client, visitor: Client):
    proposal = factories.proposal()
    old = proposal.token

    answer = editor.send(f"/proposals/{proposal.id}/own-link")

    page = Page(answer.text, "own-link")
    (shown,) = [field.get("value") for field in page.having("input", readonly="")]
    assert shown in mail_on(page)
    assert visitor.get(shown).status_code == 200
    assert visitor.get(f"/proposal/{old}").status_code == 404
    assert shown.rpartition("/")[2] not in editor.visit(f"/proposals/{proposal.id}").html


def test_the_history_tells_who_decided_and_keeps_no_secret(editor: Client):
    proposal = factories.proposal(cost=Decimal(1200), currency="CNY")

    editor.fill(f"/proposals/{proposal.id}/decline", decline_reason="No.")

    received, declined = [c for c in factories.changes() if c.record_type == "proposal"]
    assert received.fields["cost"] == [None, "1200"]
    assert declined.fields["status"] == ["received", "declined"]
    assert declined.by_id is not None
    assert "token_digest" not in received.fields
    assert "sender_digest" not in received.fields


def test_a_viewer_reads_the_queue_and_decides_nothing(viewer: Client):
    proposal = factories.proposal()

    page = viewer.visit(f"/proposals/{proposal.id}")

    assert not page.having("a", class_="primary")
    assert viewer.get("/proposals/link").status_code == 403


def test_a_type_that_goes_leaves_its_proposals(editor: Client):
    kind = factories.agreement_type("Short-lived")
    proposal = factories.proposal(type_id=kind.id)

    db.session.delete(kind)
    db.session.commit()
    db.session.expire_all()

    assert db.session.get(Proposal, proposal.id).type_id is None
