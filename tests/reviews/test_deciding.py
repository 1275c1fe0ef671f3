"""The decision: what it does to the agreement, how it is taken back, and that both agree."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from crm.extensions import db
from crm.models import Agreement, Decision, Link, Renewal, Review, ReviewStage, Stage, Task
from crm.models.days import day_in
from crm.reviews.closing import CLOSING
from tests import factories
from tests.client import Client
from tests.conftest import DAY
from tests.databases import ONE_ENGINE

END = DAY + timedelta(days=200)


def review_of(**given: object) -> Review:
    """Evaluated, of an agreement that ends in two hundred days with ninety days' notice."""
    given = {"expires_on": END, "notice_days": 90} | given
    return factories.review(factories.agreement("Memorandum", **given), stage=ReviewStage.DECIDING)


def endless_review() -> Review:
    return review_of(
        expires_on=None, is_open_ended=True, review_years=3, effective_on=date(2020, 1, 1)
    )


def read(review: Review) -> tuple[ReviewStage, Decision | None, Decision | None]:
    """The stage, and what review and agreement say was decided."""
    kept = db.session.get_one(Review, review.id, populate_existing=True)
    agreement = db.session.get_one(Agreement, kept.agreement_id, populate_existing=True)
    return kept.stage, kept.decision, agreement.decision


def tasks() -> dict[str, date | None]:
    """Those of reviews: the agreement has others, by the playbook of its type."""
    closing = select(Task).where(Task.review_id.is_not(None))
    return {task.title: task.due_on for task in db.session.scalars(closing)}


UNDECIDED = (ReviewStage.DECIDING, None, None)
TO_BE_RENEWED = (ReviewStage.NEGOTIATING, Decision.RENEW, Decision.RENEW)
LET_END = (ReviewStage.ENDED, Decision.END, Decision.END)


def test_a_renewal_is_decided_with_a_reason_and_goes_on_to_the_negotiation(editor: Client):
    review = review_of()

    editor.fill(f"/reviews/{review.id}/renew", decision_reason="Both sides gain")

    assert read(review) == TO_BE_RENEWED
    page = editor.visit(f"/reviews/{review.id}")
    assert "Both sides gain" in page.text
    assert "Lin Mei" in page.text


@pytest.mark.parametrize("act", ["renew", "end"])
def test_a_decision_asks_why(editor: Client, act: str):
    review = review_of()

    page = editor.refused(f"/reviews/{review.id}/{act}", decision_reason="")

    assert page.error("decision_reason") == "Fill this in."
    assert read(review) == UNDECIDED


def test_an_agreement_is_let_end_with_the_closing_tasks_that_are_ticked(editor: Client):
    review = review_of()

    editor.fill(f"/reviews/{review.id}/end", decision_reason="No use", archive=[])

    assert read(review) == LET_END
    assert tasks() == {
        "Tell the partner in writing that the agreement ends": END - timedelta(days=90),
        "Settle what is still owed on both sides": END,
        "Close accounts and access": END,
    }
    assert "Close accounts and access" in editor.visit(f"/reviews/{review.id}").text


def test_a_closing_task_is_never_due_before_today(editor: Client):
    review = review_of(expires_on=DAY + timedelta(days=10))

    fields = editor.visit(f"/reviews/{review.id}/end").fields()

    assert fields["tell_on"] == [DAY.isoformat()]


def test_one_without_an_end_goes_on_and_comes_up_again(editor: Client):
    review = endless_review()

    editor.fill(f"/reviews/{review.id}/renew", decision_reason="It works")

    assert read(review) == (ReviewStage.RENEWED, Decision.RENEW, None)
    agreement = db.session.get_one(Agreement, review.agreement_id)
    assert (agreement.reviewed_on, agreement.review_on) == (DAY, date(2029, 11, 24))


def test_one_without_an_end_that_is_let_end_is_terminated_next(editor: Client):
    review = endless_review()

    answer = editor.fill(f"/reviews/{review.id}/end", decision_reason="No use")

    assert answer.location == f"/agreements/{review.agreement_id}/steps/terminate"
    assert read(review) == LET_END


def test_what_is_decided_is_not_decided_again(editor: Client):
    review = review_of()
    fields = editor.visit(f"/reviews/{review.id}/end").fields() | {"version": ""}
    editor.fill(f"/reviews/{review.id}/renew", decision_reason="Good")

    answer = editor.post(f"/reviews/{review.id}/end", data=fields | {"decision_reason": "Bad"})

    assert answer.status_code == 422
    assert "decided already" in answer.text
    assert read(review) == TO_BE_RENEWED


@pytest.mark.parametrize(("answer", "said"), [("renew", TO_BE_RENEWED), ("end", LET_END)])
def test_the_short_way_decides_the_open_review(editor: Client, answer: str, said: tuple):
    review = review_of()

    editor.send(f"/agreements/{review.agreement_id}/decide/{answer}")

    assert read(review) == said


def test_the_short_way_begins_a_review_where_none_is_open(editor: Client):
    agreement = factories.agreement(expires_on=END)

    editor.send(f"/agreements/{agreement.id}/decide/renew")

    (review,) = db.session.scalars(select(Review))
    assert read(review) == TO_BE_RENEWED
    assert review.decision_reason is None


def test_the_short_way_refuses_what_is_decided_and_says_so(editor: Client):
    review = review_of()
    editor.send(f"/agreements/{review.agreement_id}/decide/renew")

    editor.send(f"/agreements/{review.agreement_id}/decide/end")

    assert "decided already" in editor.visit(f"/agreements/{review.agreement_id}").text
    assert read(review) == TO_BE_RENEWED


def test_closing_tasks_can_be_planned_after_the_short_way(editor: Client):
    review = review_of()
    editor.send(f"/agreements/{review.agreement_id}/decide/end")

    nothing = {name: [] for name in CLOSING}
    page = editor.refused(f"/reviews/{review.id}/closing-tasks", **nothing)
    editor.fill(f"/reviews/{review.id}/closing-tasks")

    assert "Tick at least one task." in page.text
    assert len(tasks()) == 4


def test_of_two_who_plan_the_closing_tasks_the_second_is_told(editor: Client):
    review = review_of()
    editor.send(f"/agreements/{review.agreement_id}/decide/end")
    address = f"/reviews/{review.id}/closing-tasks"
    opened = editor.visit(address).fields()
    editor.fill(address)

    answer = editor.post(address, data=opened)

    assert "The closing tasks are planned already." in answer.text
    closing = select(Task).where(Task.review_id == review.id)
    assert len(db.session.scalars(closing).all()) == 4


def test_one_whose_end_is_unknown_says_so_once_it_is_let_end(editor: Client):
    review = review_of(expires_on=None)
    editor.fill(f"/reviews/{review.id}/end", decision_reason="No money.")

    assert "Nobody knows yet when it ends." in editor.visit(f"/reviews/{review.id}").text


@ONE_ENGINE
@pytest.mark.parametrize("answer", ["renew", "end"])
@pytest.mark.parametrize("where", ["review", "agreement"])
def test_a_decision_is_taken_back_from_either_page(editor: Client, answer: str, where: str):
    review = review_of()
    editor.fill(f"/reviews/{review.id}/{answer}", decision_reason="Rash")

    addresses = {
        "review": f"/reviews/{review.id}/take-back",
        "agreement": f"/agreements/{review.agreement_id}/decide/undo",
    }
    editor.send(addresses[where])

    assert read(review) == UNDECIDED
    assert tasks() == {}
    assert "Memorandum" in editor.visit("/renewals").texts("a", class_="name")


def test_a_closing_task_that_somebody_has_changed_or_done_stays(editor: Client):
    review = review_of()
    editor.fill(f"/reviews/{review.id}/end", decision_reason="Rash")
    closing = select(Task).where(Task.review_id == review.id).order_by(Task.id)
    first, second, *_rest = db.session.scalars(closing)
    editor.fill(f"/tasks/{first.id}/edit", notes="Called them")
    editor.send(f"/tasks/{second.id}/done")

    editor.send(f"/reviews/{review.id}/take-back")

    assert set(tasks()) == {first.title, second.title}


def test_a_review_that_let_it_go_on_is_taken_back_to_the_day_before(editor: Client):
    review = endless_review()
    agreement = review.agreement
    agreement.decide(Decision.RENEW, DAY - timedelta(days=700))
    before = factories.review(
        agreement := factories.agreement("Other", is_open_ended=True, review_years=3),
        stage=ReviewStage.RENEWED,
        decision=Decision.RENEW,
        decided_on=date(2023, 5, 1),
        closed_on=date(2023, 5, 1),
    )
    again = factories.review(agreement, stage=ReviewStage.DECIDING)
    editor.fill(f"/reviews/{again.id}/renew", decision_reason="Rash")

    editor.send(f"/reviews/{again.id}/take-back")

    agreement = db.session.get_one(Agreement, before.agreement_id, populate_existing=True)
    assert agreement.reviewed_on == date(2023, 5, 1)
    assert read(again) == UNDECIDED


OVERTAKEN = {
    "a later review": "A later review",
    "terminated": "has been closed since",
    "a successor": "A successor has been made",
    "renewed by itself": "has moved since",
}


@pytest.mark.parametrize("by", OVERTAKEN)
def test_what_something_has_come_of_is_not_taken_back(editor: Client, by: str):
    review = review_of()
    editor.fill(f"/reviews/{review.id}/end", decision_reason="No use")
    review = db.session.get_one(Review, review.id, populate_existing=True)
    agreement = db.session.get_one(Agreement, review.agreement_id)
    if by == "a later review":
        factories.review(agreement)
    elif by == "terminated":
        agreement.stage, agreement.closed_on = Stage.TERMINATED, DAY
    elif by == "a successor":
        review.successor_id = factories.agreement("Next", stage=Stage.DRAFT).id
    else:
        review.renewed_to = END

    editor.send(f"/reviews/{review.id}/take-back")

    assert OVERTAKEN[by] in editor.visit(f"/reviews/{review.id}").text
    assert read(review)[1] is Decision.END


def test_an_amendment_that_prolongs_the_agreement_is_its_renewal(editor: Client):
    review = review_of()
    editor.fill(f"/reviews/{review.id}/renew", decision_reason="Good")
    later = END + timedelta(days=365)

    fields = editor.visit(f"/agreements/new?parent_id={review.agreement_id}").fields()
    party = db.session.get_one(Agreement, review.agreement_id)
    given = {"title_en": "First amendment", "type_id": party.type_id, "link": Link.AMENDS.value}
    partner = factories.partner("Bergen")
    given |= {"partner_ids": partner.id, "expires_on": later.isoformat()}
    answer = editor.post("/agreements/new", data=fields | given)

    assert answer.status_code == 302
    assert read(review)[0] is ReviewStage.RENEWED
    assert db.session.get_one(Review, review.id).renewed_to == later


def test_a_corrected_end_is_decided_anew_in_the_same_review(editor: Client):
    review = review_of()
    editor.fill(f"/reviews/{review.id}/renew", decision_reason="Good")

    corrected = (END + timedelta(days=30)).isoformat()
    editor.fill(f"/agreements/{review.agreement_id}/edit", expires_on=corrected)

    assert read(review) == UNDECIDED


def test_a_terminated_agreement_closes_its_review(editor: Client):
    review = review_of()

    editor.fill(
        f"/agreements/{review.agreement_id}/steps/terminate",
        closed_on=DAY.isoformat(),
        reason="War",
    )

    assert read(review)[:2] == (ReviewStage.ENDED, Decision.END)


def test_what_renews_by_itself_needs_no_successor(editor: Client):
    review = review_of(renewal=Renewal.AUTOMATIC)
    editor.fill(f"/reviews/{review.id}/renew", decision_reason="Good")

    assert "it renews by itself at its end" in editor.visit(f"/reviews/{review.id}").text
    page = editor.visit(f"/agreements/{review.agreement_id}")
    assert "it renews by itself at its end" in page.text
    assert "Create successor" not in page.text


def test_one_that_renewed_by_itself_says_so_on_its_page_and_in_the_list(editor: Client):
    review = review_of(renewal=Renewal.AUTOMATIC)
    review.renewed_to = END
    review.close(ReviewStage.RENEWED, DAY)

    page = editor.visit(f"/reviews/{review.id}")

    end = day_in("en", END)
    assert f"It renewed by itself to {end}: nobody had said no." in page.text
    assert f"renewed by itself to {end}" in editor.visit("/reviews?stage=by_itself").text
