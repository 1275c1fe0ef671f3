"""What waits for a decision, many rows at once: the renewals desk, reviews and proposals."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from crm.database import Base
from crm.extensions import db
from crm.models import (
    Agreement,
    Contact,
    Decision,
    Partner,
    Proposal,
    ProposalStatus,
    Review,
    ReviewStage,
    Stage,
    SuggestionKind,
    SuggestionStatus,
    Task,
)
from tests import factories
from tests.bulk.rows import last_batch, ticked
from tests.client import Client
from tests.conftest import DAY, Counted
from tests.databases import ONE_ENGINE
from tests.pages import Page

NEXT_YEAR = DAY + timedelta(days=365)
POSTPONED = {
    "work": "postpone",
    "postponed_to": "2027-03-01",
    "postponed_why": "The dean is abroad",
}


def due(title: str, *, ends_on: date | None = NEXT_YEAR, **given: object) -> Agreement:
    """To be decided on in January: preparing it takes long."""
    given = {"preparation_days": 300} | given
    return factories.agreement(title, expires_on=ends_on, **given)


def again(*records: Base) -> list[Base]:
    """The records as they are now."""
    return [db.session.get_one(type(r), r.id, populate_existing=True) for r in records]


def asked(editor: Client, room: str, **typed: str) -> Page:
    """The page that says what would become of all rows of the list."""
    rows = ticked(editor, room) | typed
    return Page(editor.post(f"/{room}/bulk", data=rows).text, f"/{room}/bulk")


def done(editor: Client, room: str, **typed: str) -> None:
    answer = editor.post(f"/{room}/bulk", data=ticked(editor, room) | typed | {"go": "yes"})
    assert answer.status_code == 302, Page(answer.text, "undo").text


def taken_back(editor: Client) -> None:
    answer = editor.send(f"/history/batches/{last_batch().id}/undo")
    assert answer.status_code == 302, Page(answer.text, "undo").text


def test_the_rows_of_the_desk_are_given_to_somebody_and_put_off_as_one_act(editor: Client):
    one, other = due("One"), due("Other")
    person = factories.user(name="Wang Fang")
    done(editor, "renewals", work="owner_id", owner_id=str(person.id))
    owners = {agreement.owner_id for agreement in again(one, other)}

    before = asked(editor, "renewals", **POSTPONED)
    done(editor, "renewals", **POSTPONED)
    days = {agreement.decide_by for agreement in again(one, other)}
    desk = editor.visit("/renewals")
    taken_back(editor)

    assert owners == {person.id}
    assert "Will be done2" in before.text
    assert "Postpone: 2 rows" in before.text
    assert days == {date(2027, 3, 1)}
    assert "postponed: The dean is abroad" in desk.text
    assert [agreement.postponed_why for agreement in again(one, other)] == [None, None]
    assert last_batch().title == "Renewals: Postpone: 1 Mar 2027; The dean is abroad"


def test_an_act_is_called_as_the_language_of_its_maker_sets_signs(app: Flask):
    agreement = due("One")
    maker = app.test_client().log_in(factories.user(language="zh_Hans"))

    done(maker, "renewals", **POSTPONED)

    assert again(agreement)[0].decide_by == date(2027, 3, 1)
    assert last_batch().title == "续签：推迟：2027年3月1日；The dean is abroad"


@ONE_ENGINE
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"postponed_to": ""}, "Fill this in."),
        ({"postponed_why": " "}, "Fill this in."),
        ({"postponed_to": "2026-11-24"}, "Give a day to come."),
        ({"postponed_to": "2027-02-31"}, "There is no such day."),
        ({"work": "decision"}, "Choose what they are to have."),
        ({"work": "burn"}, "Press the button of what is to be done."),
    ],
)
def test_nothing_is_put_off_without_a_day_and_a_reason(editor: Client, typed, said):
    agreement = due("One", notice_days=90)
    rows = ticked(editor, "renewals") | POSTPONED | typed

    answer = editor.post("/renewals/bulk", data=rows | {"go": "yes"})

    assert answer.status_code == 422
    assert said in answer.text
    assert again(agreement)[0].postponed_to is None


def test_nothing_is_put_off_to_a_day_before_its_own(editor: Client):
    early, late = due("Early"), due("Late", preparation_days=100)

    page = asked(editor, "renewals", **POSTPONED)
    done(editor, "renewals", **POSTPONED)

    assert "Will be done1 Cannot be done1" in page.text
    assert "It can wait until 16 Aug 2027 anyway: give a later day.Late" in page.text
    assert [row.postponed_to for row in again(early, late)] == [date(2027, 3, 1), None]


def test_what_cannot_wait_so_long_is_left_as_it_is_and_the_page_says_until_when(editor: Client):
    free, soon = due("Free"), due("Soon", ends_on=date(2027, 3, 30), notice_days=90)
    late = due("Late", ends_on=DAY + timedelta(days=30), notice_days=60)
    unknown = due("Unknown", ends_on=None)

    page = asked(editor, "renewals", **POSTPONED)
    done(editor, "renewals", **POSTPONED)

    assert "Will be done1 Cannot be done3" in page.text
    assert "It can wait until 30 Dec 2026.Soon" in page.text
    assert "Notice was due, or no end is known: it cannot wait.Late; Unknown" in page.text
    postponed = [agreement.postponed_to for agreement in again(free, soon, late, unknown)]
    assert postponed == [date(2027, 3, 1), None, None, None]


def test_reviews_are_started_together_but_for_those_that_are_open(editor: Client):
    due("One"), due("Other")
    factories.review(due("Under way"))

    page = asked(editor, "renewals", work="review")
    done(editor, "renewals", work="review")
    begun = len(db.session.scalars(select(Review)).all())
    taken_back(editor)

    assert "Will be done2 Cannot be done1" in page.text
    assert "A review of this agreement is open already.Under way" in page.text
    assert begun == 3
    assert len(db.session.scalars(select(Review)).all()) == 1


@pytest.mark.parametrize("room", ["renewals", "reviews"])
def test_many_are_decided_at_once_and_undecided_again(editor: Client, room: str):
    one, other = due("One"), due("Other")
    reviews = [factories.review(one), factories.review(other)] if room == "reviews" else []

    done(editor, room, work="decision", decision="end")
    decided = {agreement.decision for agreement in again(one, other)}
    stages = set(db.session.scalars(select(Review.stage)))
    desk = editor.visit("/renewals").text
    taken_back(editor)

    assert (decided, stages) == ({Decision.END}, {ReviewStage.ENDED})
    assert "Nothing has to be decided." in desk
    assert {agreement.decision for agreement in again(one, other)} == {None}
    assert {review.is_undecided for review in again(*reviews)} <= {True}


@pytest.mark.parametrize("work", [{"work": "decision", "decision": "renew"}, {"work": "review"}])
def test_nothing_is_asked_again_for_each_of_many(
    editor: Client, counted: Counted, work: dict[str, str]
):
    asked_of = []
    for number in (2, 12):
        for place in range(number):
            due(f"{number} {place}")
        with counted() as statements:
            done(editor, "renewals", **work)
        asked_of.append(sum(sent.startswith("SELECT") for sent in statements))
        for agreement in db.session.scalars(select(Agreement)):
            agreement.stage, agreement.closed_on = Stage.TERMINATED, DAY
        db.session.commit()

    assert asked_of[0] == asked_of[1]


def test_a_review_is_decided_once_and_its_agreement_is_given_to_somebody(editor: Client):
    agreement, person = due("One"), factories.user(name="Wang Fang")
    factories.review(agreement, stage=ReviewStage.ENDED, closed_on=DAY)

    page = asked(editor, "reviews", work="decision", decision="renew")
    done(editor, "reviews", work="owner_id", owner_id=str(person.id))
    done(editor, "reviews", work="task", title="Ask", priority="normal", to_responsible="y")

    assert "This review has been decided already.One" in page.text
    task = db.session.scalars(select(Task).where(Task.title.startswith("Ask"))).one()
    assert again(agreement)[0].owner_id == person.id
    assert (task.agreement_id, task.assignee_id) == (agreement.id, person.id)


def test_what_was_decided_meanwhile_is_no_longer_on_the_desk(editor: Client):
    due("One")
    rows = ticked(editor, "renewals") | {"work": "decision", "decision": "renew"}
    editor.post("/renewals/bulk", data=rows | {"go": "yes"})

    page = Page(editor.post("/renewals/bulk", data=rows).text, "/renewals/bulk")

    assert "Will be done0" in page.text
    assert "No longer there1" in page.text


@pytest.mark.parametrize("room", ["unknown_ends", "missed_renewals"])
def test_what_was_missed_or_has_no_end_is_worked_on_as_other_agreements(editor: Client, room: str):
    past = DAY - timedelta(days=9)
    agreement = due("One", ends_on=None if room == "unknown_ends" else past)

    done(editor, room, work="tags", tags="look")

    assert again(agreement)[0].tags == "look"


def test_proposals_are_declined_together_but_for_those_that_are_decided(editor: Client):
    first, second = factories.proposal("One"), factories.proposal("Other")
    draft = factories.agreement("Exchange")
    factories.proposal("Drafted", status=ProposalStatus.DRAFTED, agreement_id=draft.id)
    typed = {"work": "decline_reason", "decline_reason": "No money this year"}

    page = asked(editor, "proposals", **typed)
    done(editor, "proposals", **typed)
    reasons = {proposal.decline_reason for proposal in again(first, second)}
    taken_back(editor)

    assert "This proposal has been decided on already.Drafted" in page.text
    assert reasons == {"No money this year"}
    statuses = set(db.session.scalars(select(Proposal.status)))
    assert statuses == {ProposalStatus.RECEIVED, ProposalStatus.DRAFTED}


def test_what_partners_suggest_is_accepted_together_and_taken_back(editor: Client):
    link = factories.counterpart_link()
    kari, ola = factories.contact("Kari Nordmann"), factories.contact("Ola")
    partner = db.session.get_one(Partner, link.partner_id)
    for person in (kari, ola):
        factories.position(person, partner)
    corrected = factories.suggestion(link, contact_id=kari.id)
    factories.suggestion(link, contact_id=ola.id, content={"phone": ["+47 2", "+47 3"]})
    factories.suggestion(
        link,
        kind=SuggestionKind.NEW_CONTACT,
        about="Nina",
        content={"name_en": [None, "Nina"], "name_zh": [None, None]},
    )
    factories.signed_copy(link)

    page = asked(editor, "counterparts", work="accept")
    done(editor, "counterparts", work="accept")
    people = set(db.session.scalars(select(Contact.name_en)))
    phones = set(db.session.scalars(select(Contact.phone)))
    status = again(corrected)[0].status
    taken_back(editor)

    assert "Will be done2 Cannot be done2" in page.text
    assert "A signed copy is opened and decided on by itself." in page.text
    assert "Meanwhile it was changed to" in page.text
    assert (people, phones) == ({"Kari Nordmann", "Ola", "Nina"}, {"+47 1", None})
    assert status is SuggestionStatus.ACCEPTED
    assert again(corrected)[0].is_pending
    assert again(kari)[0].phone is None
    assert "Nina" not in set(db.session.scalars(select(Contact.name_en)))


def test_as_much_is_asked_about_many_suggestions_as_about_few(editor: Client, counted: Counted):
    asked_of = []
    for number in (2, 12):
        for place in range(number):
            link = factories.counterpart_link(partner=factories.partner(f"Partner {number}{place}"))
            person = factories.contact(f"Kari {number}{place}")
            factories.position(person, db.session.get_one(Partner, link.partner_id))
            factories.suggestion(link, contact_id=person.id)
        with counted() as statements:
            page = asked(editor, "counterparts", work="accept")
        asked_of.append(len(statements))

    assert "Will be done14" in page.text
    assert asked_of[0] == asked_of[1]


def test_of_two_suggestions_about_one_person_one_is_accepted(editor: Client):
    link = factories.counterpart_link()
    kari, partner = factories.contact("Kari"), db.session.get_one(Partner, link.partner_id)
    factories.position(kari, partner)
    factories.suggestion(link, contact_id=kari.id)
    factories.suggestion(factories.counterpart_link(partner=partner), contact_id=kari.id)

    page = asked(editor, "counterparts", work="accept")
    done(editor, "counterparts", work="accept")

    assert "Another of these is about the same person" in page.text
    assert again(kari)[0].phone == "+47 1"


def test_what_partners_suggest_is_declined_together_for_a_reason_they_read(editor: Client):
    link = factories.counterpart_link()
    asked_for = [
        factories.suggestion(link, kind=SuggestionKind.COMMENT, content={"text": text})
        for text in ("Spam", "More spam")
    ]
    kept = factories.signed_copy(link)

    without = asked(editor, "counterparts", work="decline")
    done(editor, "counterparts", work="decline", reason="Not from you")
    declined = {(s.status, s.reason) for s in again(*asked_for)}
    taken_back(editor)

    assert "Fill this in." in without.text
    assert declined == {(SuggestionStatus.DECLINED, "Not from you")}
    assert all(s.is_pending for s in again(*asked_for, kept))
    assert again(kept)[0].digest is not None


@pytest.mark.parametrize("room", ["renewals", "reviews"])
def test_who_lets_many_end_is_told_which_renew_by_themselves_all_the_same(
    editor: Client, room: str
):
    by_itself = {"ends_on": DAY + timedelta(days=30), "renewal": "automatic"}
    for agreement in (
        due("Too late", notice_days=31, **by_itself),
        due("On the last day", notice_days=30, **by_itself),
        due("Needs both", notice_days=31, **by_itself | {"renewal": "mutual"}),
        due("Nobody knows", **by_itself | {"ends_on": None}),
    ):
        factories.review(agreement)

    end, renew = (asked(editor, room, work="decision", decision=word) for word in ("end", "renew"))
    done(editor, room, work="decision", decision="end")

    (warned,) = end.having("dl", class_="left-out")
    assert " ".join(" ".join(warned.itertext()).split()) == (
        "The last day for notice has passed. Unless the partner agrees to the end, the agreement"
        " renews by itself. Too late"
    )
    assert "Will be done4" in end.text
    assert "renews by itself" not in renew.text
    assert {one.decision for one in db.session.scalars(select(Agreement))} == {Decision.END}
