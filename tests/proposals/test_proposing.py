"""Proposing without an account: the office's link, the form, and the proposer's own page."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from flask import Flask

from crm.database import now
from crm.extensions import db
from crm.models import Payer, Proposal, ProposalMessage, ProposalStatus
from crm.proposals import actions
from crm.proposals.actions import HOURLY
from tests import factories
from tests.at_once import at_once
from tests.client import Client
from tests.conftest import _clock
from tests.databases import ONE_ENGINE

WORDS = {
    "proposer_name": "Zhang Li",
    "proposer_email": "zhang.li@example.org",
    "department": "Nursing",
    "partner_name": "University of Oslo",
    "title": "Exchange of nurses",
    "purpose": "Nurses learn from each other.",
    "why_now": "The dean comes in spring.",
    "payer": "nobody",
}


def form_address() -> str:
    return f"/propose/{factories.office_link().token}"


def sent() -> list[Proposal]:
    return db.session.query(Proposal).order_by(Proposal.id).all()


def test_a_professor_proposes_without_an_account_and_gets_an_own_page(visitor: Client):
    answer = visitor.fill(
        form_address(),
        **WORDS | {"payer": "school", "cost": "120,000.50", "currency": "NOK"},
        country="NO",
        starts_on="2027-03-01",
        type_id=factories.shipped_type("joint_training").id,
        cost_notes="Flights",
    )

    page = visitor.visit(answer.location)
    (proposal,) = sent()
    assert page.heading == "Exchange of nurses"
    assert "The office has it and will read it." in page.text
    assert "NOK 120,000.5" in page.text
    assert answer.location.rpartition("/")[2] not in str(vars(proposal))
    assert proposal.cost == Decimal("120000.5")
    assert proposal.status is ProposalStatus.RECEIVED


@pytest.mark.parametrize("token", ["nothing", "", "é", "%00", "x" * 5000])
def test_without_the_link_there_is_no_form(visitor: Client, token: str):
    assert visitor.get(f"/propose/{token}").status_code == 404
    factories.office_link()
    assert visitor.get(f"/propose/{token}").status_code == 404
    assert visitor.get(f"/proposal/{token}").status_code == 404


def test_a_new_link_ends_the_one_before_and_not_what_was_sent(visitor: Client, editor: Client):
    old = form_address()
    own = visitor.fill(old, **WORDS).location

    editor.send("/proposals/link")

    assert visitor.get(old).status_code == 404
    assert visitor.get(form_address()).status_code == 200
    assert visitor.get(own).status_code == 200


def test_the_link_can_be_ended(visitor: Client, editor: Client):
    address = form_address()

    editor.send("/proposals/link/close")

    assert visitor.get(address).status_code == 404
    assert "nobody can propose" in editor.visit("/proposals/link").text


def test_what_is_missing_is_said_beside_its_field_and_what_was_typed_stays(visitor: Client):
    page = visitor.refused(
        form_address(),
        **WORDS | {"proposer_email": "nobody", "payer": "", "purpose": " "},
        cost="much",
    )

    assert "cannot be an e-mail address" in page.error("proposer_email")
    assert page.error("payer") == "Say who pays, or that it costs nothing."
    assert page.error("purpose") == "Fill this in."
    assert (
        page.error("cost")
        == "Write a number such as 1234.50 or 1,234.50, with at most four decimals."
    )
    assert page.value("proposer_name") == "Zhang Li"
    assert page.value("cost") == "much"
    assert sent() == []


def test_what_costs_something_is_paid_by_somebody(visitor: Client):
    page = visitor.refused(form_address(), **WORDS, cost="100")

    assert page.error("payer") == "It costs something: say who pays."


@ONE_ENGINE
@pytest.mark.parametrize("name", ["purpose", "why_now", "cost_notes"])
def test_a_flood_of_text_is_refused(visitor: Client, name: str):
    page = visitor.refused(form_address(), **WORDS | {name: "x" * 5001})

    assert page.error(name) == "Shorten this to 5000 characters."


def test_one_network_sends_so_many_proposals_an_hour_and_no_more(app: Flask, visitor: Client):
    address = form_address()
    for _ in range(HOURLY):
        assert visitor.fill(address, **WORDS).status_code == 302

    page = visitor.refused(address, **WORDS)
    assert "Try again later." in page.text
    assert page.value("title") == "Exchange of nurses"

    elsewhere = app.test_client()
    fields = elsewhere.visit(address).fields() | WORDS
    network = {"REMOTE_ADDR": "2001:db8::1"}
    assert elsewhere.post(address, data=fields, environ_base=network).status_code == 302
    for proposal in sent():
        proposal.created_at = _clock() - timedelta(minutes=61)
    assert visitor.fill(address, **WORDS).status_code == 302


def test_of_many_proposals_at_once_no_more_are_taken(app: Flask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(actions, "HOURLY", 2)
    typed = WORDS | {"payer": Payer.NOBODY}
    db.session.commit()

    def send(number: int) -> Callable[[], object]:
        known = {"token": f"token-{number}", "sender_digest": "one", "moment": _clock()}
        return partial(actions.receive_proposal, typed | {"title": f"Idea {number}"}, **known)

    taken = at_once(app, send, range(6))

    assert taken.count(True) == 2
    assert len(sent()) == 2


def test_the_addresses_of_one_household_are_one_sender(visitor: Client):
    fields = visitor.visit(form_address()).fields() | WORDS

    for address in ("2001:db8::1", "2001:db8::ffff"):
        visitor.post(form_address(), data=fields, environ_base={"REMOTE_ADDR": address})

    digests = {proposal.sender_digest for proposal in sent()}
    assert len(digests) == 1
    assert "2001" not in digests.pop()


def test_a_form_from_elsewhere_is_refused(visitor: Client):
    assert visitor.post(form_address(), data=WORDS).status_code == 400


def test_the_form_shows_nothing_of_the_office(visitor: Client):
    factories.agreement("Secret memorandum", factories.partner("Hidden Hospital"))

    page = visitor.visit(form_address())

    assert "Secret" not in page.html
    assert "Hidden" not in page.html
    assert "<nav" not in page.html
    assert [link for link in page.links() if not link.startswith("?")] == []


def test_the_pages_are_kept_by_nobody(visitor: Client):
    own = visitor.fill(form_address(), **WORDS).location

    for address in (form_address(), own, "/propose/nothing"):
        headers = visitor.get(address).headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert headers["Cache-Control"] == "no-store"


@ONE_ENGINE
def test_a_visitor_chooses_the_language_and_keeps_it(visitor: Client):
    address = form_address()

    assert visitor.visit(f"{address}?language=zh_Hans").tree.get("lang") == "zh-Hans"
    assert visitor.visit(address).tree.get("lang") == "zh-Hans"
    assert visitor.visit(f"{address}?language=en").tree.get("lang") == "en"
    assert visitor.visit(f"{address}?language=klingon").tree.get("lang") == "en"


def test_the_proposer_answers_and_it_is_the_offices_turn(visitor: Client):
    proposal = factories.proposal(status=ProposalStatus.ASKED)
    factories.proposal_message(proposal, "How many nurses?", by=factories.user(name="Lin Mei"))
    address = f"/proposal/{proposal.token}"
    page = visitor.visit(address)
    assert "The office has a question" in page.text
    assert "Lin Mei" in page.text

    visitor.fill(address, text="Two a year.")

    assert proposal.status is ProposalStatus.ANSWERED
    assert "Two a year." in visitor.visit(address).text


def test_what_is_added_unasked_leaves_the_proposal_where_it_is(visitor: Client):
    proposal = factories.proposal()

    visitor.fill(f"/proposal/{proposal.token}", text="The dean agrees.")

    assert proposal.status is ProposalStatus.RECEIVED
    assert db.session.query(ProposalMessage).one().by_id is None


def test_a_form_sent_twice_makes_one_proposal_and_leads_to_its_page(visitor: Client):
    address = form_address()
    sheet = visitor.visit(address).fields() | WORDS

    answers = [visitor.post(address, data=sheet) for _ in range(2)]

    assert len(sent()) == 1
    assert [visitor.visit(answer.location).heading for answer in answers] == [WORDS["title"]] * 2


def test_what_is_sent_twice_is_said_once(visitor: Client):
    address = f"/proposal/{factories.proposal().token}"
    sheet = visitor.visit(address).fields() | {"text": "We have found a date."}

    statuses = [visitor.post(address, data=sheet).status_code for _ in range(2)]

    assert statuses == [302, 302]
    assert db.session.query(ProposalMessage).count() == 1


def test_a_name_that_runs_from_right_to_left_leaves_the_day_in_its_order(visitor: Client):
    proposal = factories.proposal(proposer_name="أحمد")

    visitor.fill(f"/proposal/{proposal.token}", text="We have found a date.")

    assert visitor.visit(f"/proposal/{proposal.token}").texts("bdi") == ["أحمد"]


def test_an_answer_is_not_empty_and_there_are_not_too_many(visitor: Client):
    proposal = factories.proposal()
    address = f"/proposal/{proposal.token}"
    assert visitor.refused(address, text=" ").error("text") == "Fill this in."
    for _ in range(30):
        factories.proposal_message(proposal)

    page = visitor.refused(address, text="One more.")

    assert page.error("text") == "That is much already. Call the office instead."


def test_a_decided_proposal_says_why_and_takes_no_answers(visitor: Client):
    proposal = factories.proposal(
        status=ProposalStatus.DECLINED, decline_reason="There is one already."
    )
    address = f"/proposal/{proposal.token}"

    page = visitor.visit(address)
    token = visitor.visit(form_address()).value("csrf_token")
    answer = visitor.post(address, data={"csrf_token": token, "text": "Please"})

    assert "There is one already." in page.text
    assert not page.having("textarea")
    assert answer.status_code == 422
    assert "This proposal has been decided on already." in answer.text
    assert db.session.query(ProposalMessage).count() == 0


def test_one_proposer_does_not_see_what_another_proposed(visitor: Client):
    factories.proposal("Somebody else's", created_at=now())
    own = factories.proposal("Mine")

    assert "Somebody else's" not in visitor.visit(f"/proposal/{own.token}").html
