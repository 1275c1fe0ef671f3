"""The renewals desk: what a row says, and what is done to several rows at once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from crm.extensions import db
from crm.models import Agreement, Batch, Change, Renewal, Review
from tests import factories
from tests.client import Client
from tests.conftest import DAY
from tests.databases import ONE_ENGINE

NEXT_YEAR = DAY + timedelta(days=365)


def due(title: str, *, ends_on: date | None = NEXT_YEAR, **given: object) -> Agreement:
    return factories.agreement(title, expires_on=ends_on, **given)


def shown(agreement: Agreement) -> Agreement:
    return db.session.get_one(Agreement, agreement.id, populate_existing=True)


def test_several_agreements_are_assigned_at_once(editor: Client):
    one, other, third = due("One"), due("Other"), due("Third")
    person = factories.user(name="Wang Fang")

    editor.send("/renewals/work", ids=[one.id, other.id], work="assign", person_id=person.id)

    owners = [shown(agreement).owner_id for agreement in (one, other, third)]
    assert owners == [person.id, person.id, None]


@pytest.mark.parametrize("work", ["assign", "review"])
def test_what_was_done_at_once_is_undone_at_once(editor: Client, work: str):
    one, other = due("Exchange"), due("Laboratory")
    person = factories.user(name="Chen Wei")
    editor.send("/renewals/work", ids=[one.id, other.id], work=work, person_id=person.id)
    batch = db.session.scalars(select(Batch)).one()

    answer = editor.fill(f"/history/batches/{batch.id}/undo")

    assert answer.status_code == 302
    assert batch.records == 2
    assert {shown(one).owner_id, shown(other).owner_id} == {None}
    assert db.session.scalars(select(Review)).all() == []


def test_several_agreements_are_put_off_with_a_reason(editor: Client):
    one, other = due("One"), due("Other")

    editor.send(
        "/renewals/work",
        ids=[one.id, other.id],
        work="postpone",
        postponed_to="2027-03-01",
        postponed_why="The dean is abroad",
    )

    assert {shown(agreement).decide_by for agreement in (one, other)} == {date(2027, 3, 1)}
    assert "postponed: The dean is abroad" in editor.visit("/renewals").text
    changes = db.session.query(Change).filter(Change.act == "changed").all()
    assert all(c.fields["postponed_why"] == [None, "The dean is abroad"] for c in changes)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"ids": []}, "Tick the rows it is about."),
        ({"postponed_to": ""}, "Give a day to come."),
        ({"postponed_to": "2026-11-24"}, "Give a day to come."),
        ({"postponed_to": "2027-02-31"}, "There is no such day."),
        ({"postponed_why": " "}, "Say why: others will ask."),
        ({"postponed_to": "2027-09-01"}, "“One” can wait until 26 Aug 2027."),
        ({"work": "burn"}, "Choose one of the list."),
        ({"work": "assign"}, "Choose who is to be responsible."),
        ({"ids": ["x"]}, "Invalid"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_typed_is_lost(editor: Client, typed, said):
    agreement = due("One", notice_days=90)
    fields = {
        "ids": [agreement.id],
        "work": "postpone",
        "postponed_to": "2027-03-01",
        "postponed_why": "Abroad",
    } | typed

    answer = editor.send("/renewals/work?sort=-decide", **fields)

    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{fields["postponed_why"].strip()}"' in answer.text
    assert shown(agreement).postponed_to is None


def test_one_row_that_cannot_wait_keeps_all_of_them(editor: Client):
    one, late = due("One"), due("Late", ends_on=DAY + timedelta(days=30), notice_days=60)

    answer = editor.send(
        "/renewals/work",
        ids=[one.id, late.id],
        work="postpone",
        postponed_to="2026-12-01",
        postponed_why="Abroad",
    )

    assert "“Late” cannot wait: notice was due." in answer.text
    assert shown(one).postponed_to is None
    assert answer.text.count(" checked>") == 2


def test_a_row_that_was_decided_meanwhile_is_not_worked_on(editor: Client):
    one, decided = due("One"), due("Decided", decision="end", decided_on=DAY)
    person = factories.user(name="Wang Fang")
    ids = [one.id, decided.id]

    answer = editor.send("/renewals/work", ids=ids, work="assign", person_id=person.id)

    assert "decided or deleted meanwhile" in answer.text
    assert shown(one).owner_id is None


def test_a_postponement_is_taken_back(editor: Client):
    agreement = due("One", postponed_to=date(2027, 3, 1), postponed_why="Abroad")

    editor.send(f"/renewals/{agreement.id}/resume")

    assert (shown(agreement).postponed_to, shown(agreement).decide_by) == (None, NEXT_YEAR)


def test_the_desk_says_when_no_has_to_be_said(viewer: Client):
    due("One", renewal=Renewal.AUTOMATIC, notice_days=30)

    assert "to say no, in 335 days" in viewer.visit("/renewals").text


def test_an_agreement_without_an_end_stands_on_the_desk_for_its_review(viewer: Client):
    factories.agreement(
        "Endless", is_open_ended=True, review_years=3, effective_on=date(2024, 1, 1)
    )
    factories.agreement("Never reviewed", is_open_ended=True, effective_on=date(2024, 1, 1))

    page = viewer.visit("/renewals")

    assert page.texts("a", class_="name") == ["Endless"]
    assert "review, in 38 days" in page.text


def test_a_viewer_sees_the_desk_but_works_on_nothing(viewer: Client):
    agreement = due("One")

    assert "checkbox" not in viewer.get("/renewals").text
    answer = viewer.send("/renewals/work", ids=[agreement.id], work="assign")
    assert answer.status_code == 403


def test_home_shows_what_should_have_been_decided_until_it_is(editor: Client):
    agreement = due("Late", ends_on=DAY + timedelta(days=30), notice_days=60)
    due("In time")

    before = editor.visit("/").text
    editor.send(f"/agreements/{agreement.id}/decide/end")
    after = editor.visit("/").text

    assert "1 agreement should have been decided on" in before
    assert "should have been decided on" not in after


def test_an_overdue_decision_whose_notice_is_over_cannot_be_put_off(editor: Client):
    agreement = due("Late", ends_on=DAY + timedelta(days=30), notice_days=60)

    editor.send(
        "/renewals/work",
        ids=[agreement.id],
        work="postpone",
        postponed_to="2026-12-10",
        postponed_why="Later",
    )

    assert "should have been decided on" in editor.visit("/").text


@ONE_ENGINE
def test_columns_of_the_desk_are_hidden_but_not_what_a_row_is(editor: Client):
    due("Exchange")
    db.session.commit()

    page = editor.visit("/renewals?hide=agreement.partner")

    (table,) = page.having("table")
    assert table.get("class") == "rows without-4"
    assert "Show “Partner”" in page.text
    assert "“Agreement”" not in page.text
