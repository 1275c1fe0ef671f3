"""The successor: what is filled in, and how the review follows what becomes of it."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from crm.agreements.answers import own_part
from crm.extensions import db
from crm.models import (
    Agreement,
    Decision,
    PartyRole,
    Renewal,
    Review,
    ReviewStage,
    Stage,
)
from tests import factories
from tests.client import Client
from tests.conftest import DAY

END = date(2027, 6, 30)


def decided_review(**given: object) -> Review:
    """To be renewed; the old one ends on the last day of June."""
    given = {"expires_on": END, "decision": Decision.RENEW, "decided_on": DAY} | given
    return factories.review(
        factories.agreement("Memorandum", factories.partner("Oslo"), **given),
        stage=ReviewStage.NEGOTIATING,
        decision=Decision.RENEW,
        decided_on=DAY,
    )


def read(review: Review) -> Review:
    return db.session.get_one(Review, review.id, populate_existing=True)


def make_successor(editor: Client, review: Review) -> Agreement:
    answer = editor.send(f"/reviews/{review.id}/successor")
    following = select(Agreement).where(Agreement.predecessor_id == review.agreement_id)
    made = db.session.scalars(following.execution_options(populate_existing=True)).one()
    assert answer.location == f"/agreements/{made.id}/edit"
    return made


def sign(editor: Client, agreement: Agreement) -> None:
    editor.fill(f"/agreements/{agreement.id}/steps/approve")
    editor.fill(f"/agreements/{agreement.id}/steps/sign", signed_on=DAY.isoformat())


def test_the_draft_is_filled_in_from_the_old_agreement(editor: Client):
    kind = factories.agreement_type("Field school", term_months=36)
    person = factories.contact("Kari")
    nursing = factories.unit("Nursing")
    review = decided_review(
        type_id=kind.id,
        reference="2024-1",
        signed_on=date(2024, 7, 1),
        effective_on=date(2024, 7, 1),
        notice_days=120,
        renewal=Renewal.MUTUAL,
        lead_name="Zhang Li",
        areas="Ageing",
        purpose="Learn",
        languages="English",
        value_amount=Decimal(100),
        value_currency="CNY",
        units=[nursing],
    )
    old = review.agreement
    old.parties[0].role = PartyRole.COORDINATOR
    factories.answer_all(old, kind, person)

    made = make_successor(editor, review)

    same = ("title_en", "type_id", "notice_days", "renewal", "lead_name", "areas", "purpose")
    same += ("languages", "value_amount", "value_currency", "owner_id")
    old = db.session.get_one(Agreement, review.agreement_id)
    assert {n: getattr(made, n) for n in same} == {n: getattr(old, n) for n in same}
    assert (made.stage, made.reference, made.signed_on) == (Stage.DRAFT, None, None)
    assert (made.effective_on, made.expires_on) == (date(2027, 7, 1), date(2030, 6, 30))
    own = own_part(kind.id, made.id)
    assert [a.content for a in own.asked] == [a.content for a in own_part(kind.id, old.id).asked]
    assert own.years == {}
    fields = editor.visit(f"/agreements/{made.id}/edit").fields()
    partner = old_partner(review)
    assert fields[f"partner_ids-{partner}-role"] == ["coordinator"]
    assert fields[f"partner_ids-{partner}-signed"] == ["no"]
    assert fields["unit_ids"] == [str(nursing.id)]


def old_partner(review: Review) -> int:
    agreement = db.session.get_one(Agreement, review.agreement_id)
    db.session.refresh(agreement, ["parties"])
    return agreement.parties[0].partner_id


def test_without_a_usual_term_it_runs_for_as_long_as_the_old_one(editor: Client):
    kind = factories.agreement_type("Loose", term_months=None)
    review = decided_review(type_id=kind.id, effective_on=date(2025, 7, 1))

    made = make_successor(editor, review)

    assert (made.effective_on, made.expires_on) == (date(2027, 7, 1), date(2029, 6, 30))


def test_a_draft_keeps_the_next_reference_of_its_type(editor: Client):
    kind = factories.agreement_type("Numbered", reference_pattern="{year}-N-{number}")
    review = decided_review(type_id=kind.id, reference="2024-N-9")

    assert make_successor(editor, review).reference == "2026-N-1"


def test_a_second_successor_is_refused(editor: Client):
    review = decided_review()
    make_successor(editor, review)

    answer = editor.send(f"/reviews/{review.id}/successor")

    assert "made already" in editor.visit(answer.location).text
    assert len(list(db.session.scalars(select(Agreement)))) == 2


def test_no_successor_before_the_decision(editor: Client):
    review = factories.review()

    answer = editor.send(f"/reviews/{review.id}/successor")

    assert "Decide first" in editor.visit(answer.location).text


def test_the_signed_successor_closes_the_review_as_renewed(editor: Client):
    review = decided_review()
    made = make_successor(editor, review)

    sign(editor, made)

    kept = read(review)
    assert (kept.stage, kept.closed_on) == (ReviewStage.RENEWED, DAY)
    page = editor.visit(f"/reviews/{review.id}")
    (link,) = [link for link in page.links() if link.endswith(f"supersede?successor_id={made.id}")]
    fields = editor.visit(link).fields()
    assert (fields["successor_id"], fields["closed_on"]) == ([str(made.id)], [END.isoformat()])


@pytest.mark.parametrize("stage", [ReviewStage.TO_DO, ReviewStage.EVALUATING])
def test_a_successor_that_is_logged_as_signed_renews_even_an_undecided_one(
    editor: Client, stage: ReviewStage
):
    agreement = factories.agreement("Memorandum", expires_on=END)
    review = factories.review(agreement, stage=stage)
    fields = editor.visit(f"/agreements/new?predecessor_id={agreement.id}").fields()
    given = {"title_en": "Next", "type_id": agreement.type_id}
    given |= {"partner_ids": factories.partner("Bergen").id}

    editor.post("/agreements/new", data=fields | given)

    kept = read(review)
    assert (kept.stage, kept.decision) == (ReviewStage.RENEWED, Decision.RENEW)
    assert db.session.get_one(Agreement, kept.successor_id).title_en == "Next"
    assert "Memorandum" not in editor.visit("/renewals").texts("a", class_="name")


def test_a_draft_that_was_added_by_hand_is_the_successor_too(editor: Client):
    review = decided_review()
    old = review.agreement
    fields = editor.visit(f"/agreements/new?predecessor_id={old.id}").fields()
    given = {"title_en": "By hand", "type_id": old.type_id, "stage": "draft"}

    editor.post(
        "/agreements/new", data=fields | given | {"partner_ids": factories.partner("Bergen").id}
    )

    page = editor.visit(f"/reviews/{review.id}")
    assert "By hand" in page.text
    assert "Open the successor draft" in page.html


def test_an_abandoned_successor_leaves_room_until_it_is_taken_up_again(editor: Client):
    review = decided_review()
    made = make_successor(editor, review)

    editor.fill(f"/agreements/{made.id}/steps/abandon", reason="No money")
    assert (read(review).stage, read(review).successor_id) == (ReviewStage.NEGOTIATING, None)

    editor.fill(f"/agreements/{made.id}/steps/resume")
    assert read(review).successor_id == made.id


def test_a_deleted_successor_leaves_room_for_another(editor: Client):
    review = decided_review()
    made = make_successor(editor, review)

    editor.send(f"/agreements/{made.id}/delete")

    assert (read(review).stage, read(review).successor_id) == (ReviewStage.NEGOTIATING, None)
    make_successor(editor, review)


def test_a_superseded_agreement_has_been_renewed(editor: Client):
    review = factories.review(factories.agreement("Old", expires_on=END))
    new = factories.agreement("New", factories.partner("Bergen"))

    editor.fill(f"/agreements/{review.agreement_id}/steps/supersede", successor_id=new.id)

    kept = read(review)
    assert (kept.stage, kept.successor_id) == (ReviewStage.RENEWED, new.id)


def test_the_agreements_page_offers_the_next_step_of_its_review(app: Flask, editor: Client):
    agreement = factories.agreement(expires_on=END)
    offered = []
    offered.append(_buttons(editor, agreement))
    review = factories.review(agreement)
    for stage in (ReviewStage.TO_DO, ReviewStage.EVALUATING, ReviewStage.DECIDING):
        review = read(review)
        review.stage = stage
        offered.append(_buttons(editor, agreement))

    assert offered == ["Start review", "Evaluate", "Finish the evaluation", "Decide"]


def _buttons(editor: Client, agreement: Agreement) -> str:
    page = editor.visit(f"/agreements/{agreement.id}")
    section = next(s for s in page.having("section") if s.get("id") == "review")
    named = [e for e in section.iter() if e.tag == "button" or e.get("class") == "button"]
    return "".join("".join(e.itertext()) for e in named).strip()
