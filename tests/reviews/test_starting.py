"""Starting a review: of which agreements, and never twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from crm.errors import Refused
from crm.extensions import db
from crm.models import Act, Agreement, Decision, Link, Review, ReviewStage, Stage
from crm.reviews.actions import start_review
from tests import factories
from tests.client import Client
from tests.conftest import DAY
from tests.databases import ONE_ENGINE

END = DAY + timedelta(days=100)


def reviews() -> list[Review]:
    return list(db.session.scalars(select(Review).order_by(Review.id)))


def test_a_review_begins_with_everything_still_to_do(editor: Client):
    agreement = factories.agreement("Memorandum", expires_on=END)

    answer = editor.send(f"/agreements/{agreement.id}/review")

    (review,) = reviews()
    assert answer.location == f"/reviews/{review.id}"
    assert (review.stage, review.started_on) == (ReviewStage.TO_DO, DAY)
    page = editor.visit(f"/reviews/{review.id}")
    assert page.heading == "Review: Memorandum"
    assert "Lin Mei" in page.text


def test_an_agreement_has_one_open_review_and_a_second_start_shows_it(editor: Client):
    review = factories.review()

    answer = editor.send(f"/agreements/{review.agreement_id}/review")

    assert answer.location == f"/reviews/{review.id}"
    assert "open already" in editor.visit(answer.location).text
    assert len(reviews()) == 1


def test_the_database_keeps_one_open_review_an_agreement(app: Flask):
    review = factories.review()

    with pytest.raises(IntegrityError, match=r"(?i)unique"):
        factories.review(review.agreement)


def test_a_closed_review_leaves_room_for_the_next(app: Flask):
    review = factories.review(stage=ReviewStage.RENEWED, closed_on=DAY)

    start_review({}, review.agreement, factories.user().id, DAY)

    db.session.flush()
    assert [one.is_open for one in reviews()] == [False, True]


UNDECIDABLE = {
    "a draft": {"stage": Stage.DRAFT, "expires_on": END},
    "decided": {"decision": Decision.END, "decided_on": DAY, "expires_on": END},
    "endless without reviews": {"is_open_ended": True},
    "an amendment": {"link": Link.AMENDS, "expires_on": END},
}


@ONE_ENGINE
@pytest.mark.parametrize("given", UNDECIDABLE.values(), ids=UNDECIDABLE)
def test_what_does_not_wait_for_a_decision_is_not_reviewed(editor: Client, given: dict):
    agreement = factories.agreement(**given)

    answer = editor.send(f"/agreements/{agreement.id}/review")

    assert "Nothing has to be decided" in editor.visit(answer.location).text
    assert reviews() == []


def test_an_endless_agreement_is_reviewed_when_its_type_says_so(app: Flask):
    agreement = factories.agreement(is_open_ended=True, review_years=3)

    assert start_review({}, agreement, factories.user().id, DAY).is_open


def test_reviews_go_with_their_agreement_and_the_history_says_so(editor: Client):
    review = factories.review(factories.agreement("Memorandum", expires_on=END))

    editor.send(f"/agreements/{review.agreement_id}/delete")

    assert reviews() == []
    assert db.session.scalars(select(Agreement)).all() == []
    told = [(one.act, one.name) for one in factories.changes() if one.record_type == "review"]
    assert told == [(Act.CREATED, "Memorandum"), (Act.DELETED, "Memorandum")]


def test_two_people_who_start_at_once_get_one_review(app: Flask):
    agreement = factories.agreement(expires_on=END)
    people = [factories.user().id for _number in range(4)]
    db.session.commit()

    def start(by_id: int) -> bool:
        with app.test_request_context():
            try:
                start_review({}, db.session.get_one(Agreement, agreement.id), by_id, DAY)
                db.session.commit()
            except (Refused, IntegrityError):
                db.session.rollback()
                return False
            return True

    with ThreadPoolExecutor(4) as threads:
        started = list(threads.map(start, people))

    assert started.count(True) == 1
    assert len(reviews()) == 1


def test_what_changes_in_a_review_is_history_and_the_links_key_is_not(editor: Client):
    link = factories.review_link()

    editor.fill(f"/reviews/{link.review_id}/renew", decision_reason="It works")

    told = [one for one in factories.changes() if one.record_type == "review"]
    assert [None, "It works"] in [one.fields.get("decision_reason") for one in told]
    assert link.key not in "".join(str(one.fields) for one in factories.changes())
