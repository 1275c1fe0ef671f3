"""The evaluation: what is filled in, what is kept, and how the review goes on."""

from datetime import UTC, datetime, timedelta

from flask import Flask

from crm.extensions import db
from crm.models import HappeningKind, Recommendation, Review, ReviewStage, Step, StepTaken
from crm.models.days import day_in
from crm.reviews.activity import MOST
from tests import factories
from tests.client import Client
from tests.conftest import DAY
from tests.pages import Page

SIGNED = DAY - timedelta(days=300)


def signed_review(**given: object) -> Review:
    """Of an agreement that was signed three hundred days ago."""
    end = DAY + timedelta(days=100)
    return factories.review(factories.agreement(signed_on=SIGNED, expires_on=end, **given))


def read(review: Review) -> Review:
    return db.session.get_one(Review, review.id, populate_existing=True)


def test_the_activity_since_signing_is_filled_in_the_latest_first(editor: Client):
    review = signed_review()
    about = {"agreement_id": review.agreement_id}
    factories.happening("Dean came", happened_on=SIGNED + timedelta(days=90), **about)
    factories.happening("Before it was signed", happened_on=SIGNED - timedelta(days=1), **about)
    factories.happening(
        "Budget", kind=HappeningKind.CALL, happened_on=DAY - timedelta(days=5), **about
    )
    owed = factories.obligation(review.agreement, "Yearly report")
    factories.task(
        "Yearly report", obligation=owed, done_at=datetime(2026, 11, 1, tzinfo=UTC), **about
    )

    page = editor.visit(f"/reviews/{review.id}/evaluate")

    assert page.fields()["activity"][0].splitlines() == [
        "19 Nov 2026 Call: Budget",
        "1 Nov 2026 Obligation met: Yearly report",
        "28 Apr 2026 Visit: Dean came",
    ]


def test_steps_are_part_of_the_activity_and_it_is_in_the_readers_language(app: Flask):
    review = signed_review()
    taken = StepTaken(agreement_id=review.agreement_id, step=Step.SIGN, day=SIGNED)
    stage = review.agreement.stage
    db.session.add(taken.assign({"before": stage, "after": stage}))
    reader = app.test_client().log_in(factories.user(language="zh_Hans"))

    page = reader.visit(f"/reviews/{review.id}/evaluate")

    assert page.fields()["activity"] == [f"{day_in('zh', SIGNED)} 登记签署"]


def test_however_much_has_happened_the_text_fits_into_its_field(editor: Client):
    review = signed_review()
    for number in range(MOST + 10):
        factories.happening(
            "x" * 300,
            happened_on=SIGNED + timedelta(days=number),
            agreement_id=review.agreement_id,
        )

    answer = editor.fill(f"/reviews/{review.id}/evaluate")

    assert answer.status_code == 302
    assert len(read(review).activity.splitlines()) == MOST + 1


def test_saving_begins_the_evaluation_and_keeps_what_was_typed(editor: Client):
    review = signed_review()

    editor.fill(f"/reviews/{review.id}/evaluate", outcomes="Twelve exchanges", activity="Edited")

    kept = read(review)
    assert (kept.stage, kept.outcomes) == (ReviewStage.EVALUATING, "Twelve exchanges")
    assert editor.visit(f"/reviews/{review.id}/evaluate").fields()["activity"] == ["Edited"]


def test_a_finished_evaluation_goes_to_the_decision(editor: Client):
    review = signed_review()

    answer = editor.fill(f"/reviews/{review.id}/evaluate", worth="Much", finish="yes")

    assert answer.location == f"/reviews/{review.id}#decision"
    assert (read(review).stage, read(review).worth) == (ReviewStage.DECIDING, "Much")


def test_an_edit_after_the_evaluation_is_finished_leaves_it_so(editor: Client):
    review = signed_review()
    review.stage = ReviewStage.DECIDING

    editor.fill(f"/reviews/{review.id}/evaluate", problems="Money")

    assert (read(review).stage, read(review).problems) == (ReviewStage.DECIDING, "Money")


def test_what_the_lead_said_on_the_telephone_is_noted_with_its_day(editor: Client):
    review = signed_review(lead_name="Zhang Li")

    editor.fill(f"/reviews/{review.id}/evaluate", recommendation="change")

    kept = read(review)
    assert (kept.recommendation, kept.recommended_on) == (Recommendation.CHANGE, DAY)
    assert kept.recommended_by == "Zhang Li"


def test_nothing_typed_is_lost_when_somebody_saved_meanwhile(editor: Client):
    review = signed_review()
    fields = editor.visit(f"/reviews/{review.id}/evaluate").fields()
    editor.fill(f"/reviews/{review.id}/evaluate", outcomes="First")

    answer = editor.post(f"/reviews/{review.id}/evaluate", data=fields | {"outcomes": "Second"})

    assert answer.status_code == 422
    assert read(review).outcomes == "First"
    again = Page(answer.text, "").fields()
    assert again["outcomes"] == ["Second"]
    editor.post(f"/reviews/{review.id}/evaluate", data=again | {"take.outcomes": "mine"})
    assert read(review).outcomes == "Second"


def test_a_decided_review_is_not_evaluated_any_more(editor: Client):
    review = signed_review()
    fields = editor.visit(f"/reviews/{review.id}/evaluate").fields()
    fields["version"] = ""
    editor.fill(f"/reviews/{review.id}/renew", decision_reason="Good")

    answer = editor.post(f"/reviews/{review.id}/evaluate", data=fields)

    assert "decided already" in answer.text


def test_viewers_see_a_review_and_change_nothing(viewer: Client):
    review = signed_review()

    page = viewer.visit(f"/reviews/{review.id}")

    assert page.having("form") == []
    assert viewer.get(f"/reviews/{review.id}/evaluate").status_code == 403
