"""Logging an agreement: with whom, a partner made on the spot, and the follow-ups proposed."""

from datetime import date, timedelta

import pytest

from crm.agreements import queries
from crm.extensions import db
from crm.models import Agreement, Partner, Stage, Task
from tests import factories
from tests.client import Client
from tests.conftest import DAY
from tests.databases import ONE_ENGINE

TITLE = {"title_en": "Exchange of students"}


def _saved() -> Agreement:
    return queries.get(db.session.query(Agreement.id).scalar())


def test_several_partners_keep_the_order_in_which_they_were_named(editor: Client):
    oslo, bergen = factories.partner("Oslo"), factories.partner("Bergen")

    editor.fill(
        "/agreements/new",
        **TITLE,
        type_id=factories.shipped_type().id,
        partner_ids=[bergen.id, oslo.id],
    )

    assert [party.partner.name_en for party in _saved().parties] == ["Bergen", "Oslo"]


def test_a_partner_that_is_not_there_yet_is_made_with_the_agreement(editor: Client):
    editor.fill(
        "/agreements/new",
        **TITLE,
        type_id=factories.shipped_type().id,
        new_name_zh="北京医院",
        new_category="hospital",
        new_country="CN",
    )

    assert _saved().parties[0].partner.name_zh == "北京医院"


def test_a_partner_made_on_the_spot_may_be_one_that_is_there_already(editor: Client):
    factories.partner("Oslo", country="NO")
    fields = {
        **TITLE,
        "type_id": factories.shipped_type().id,
        "new_name_en": "OSLO",
        "new_category": "international",
        "new_country": "NO",
    }

    page = editor.refused("/agreements/new", **fields)
    assert "A partner of this name in this country is there already." in page.text
    assert page.value("new_name_en") == "OSLO"

    editor.fill("/agreements/new", **fields, save_anyway="yes")
    assert db.session.query(Partner).count() == 2


def test_the_partner_that_was_meant_is_taken_instead_of_the_one_to_be_made(editor: Client):
    oslo = factories.partner("Oslo", country="NO")
    bergen = factories.partner("Bergen", country="NO")
    fields = {
        **TITLE,
        "type_id": factories.shipped_type().id,
        "partner_ids": bergen.id,
        "new_name_en": "OSLO",
        "new_category": "international",
        "new_country": "NO",
    }

    buttons = editor.refused("/agreements/new", **fields).having("button")
    (offered,) = (one.get("value") for one in buttons if one.get("name") == "meant")
    editor.fill("/agreements/new", **fields, meant=offered)

    assert [party.partner_id for party in _saved().parties] == [bergen.id, oslo.id]
    assert db.session.query(Partner).count() == 2


def test_a_partner_that_is_meant_must_be_there(editor: Client):
    kind = factories.shipped_type().id

    page = editor.refused("/agreements/new", **TITLE, type_id=kind, meant="999999")

    assert page.error("partner_ids") == "This is no longer there. Choose another."


def test_an_agreement_has_a_partner_a_type_and_a_title(editor: Client):
    page = editor.refused("/agreements/new", title_en="Exchange")
    assert page.error("type_id") == "Choose the type."

    kind = factories.shipped_type().id
    page = editor.refused("/agreements/new", title_en="Exchange", type_id=kind)
    assert page.error("partner_ids") == "Name at least one partner."

    oslo = factories.partner().id
    page = editor.refused("/agreements/new", type_id=kind, partner_ids=oslo)
    assert page.error("title_en") == "Give a title in English or in Chinese."


def test_a_reference_is_given_once(editor: Client):
    taken = factories.agreement("Nursing exchange", reference="2026-01")
    other = factories.agreement("Joint laboratory", factories.partner("Bergen"))

    page = editor.refused(f"/agreements/{other.id}/edit", reference=taken.reference)

    assert page.error("reference") == "“Nursing exchange” has this reference."


def test_the_follow_ups_that_are_ticked_become_tasks_of_who_is_responsible(editor: Client):
    owner = factories.user(name="Chen Wei")
    agreement = factories.agreement(owner=owner)
    page = editor.visit(f"/agreements/{agreement.id}")
    assert "Name the contact persons on both sides" in page.text

    editor.send(f"/agreements/{agreement.id}/follow-ups", keys=["original", "end"])

    made = {task.title: task for task in db.session.query(Task)}
    assert set(made) == {
        "Find out when it was signed and file the original",
        "Find out the end date",
    }
    assert {task.assignee_id for task in made.values()} == {owner.id}
    assert {task.due_on for task in made.values()} == {DAY + timedelta(days=14)}
    assert "Proposed follow-ups" not in editor.visit(f"/agreements/{agreement.id}").text


def test_a_draft_asks_neither_for_its_original_nor_for_its_end(editor: Client):
    draft = factories.agreement(stage=Stage.DRAFT)

    page = editor.visit(f"/agreements/{draft.id}")

    assert "Name the contact persons on both sides" in page.text
    assert "Find out" not in page.text


def test_an_agreement_stands_under_no_agreement_that_stands_under_it(editor: Client):
    umbrella = factories.agreement("Umbrella")
    below = factories.agreement("Below", factories.partner("Bergen"), parent_id=umbrella.id)

    page = editor.refused(f"/agreements/{umbrella.id}/edit", parent_id=below.id)

    assert (
        page.error("parent_id") == "It cannot stand under itself or under one that stands under it."
    )


def test_a_university_does_not_belong_to_its_own_school(editor: Client):
    university = factories.partner("University")
    school = factories.partner("School", parent_id=university.id)

    page = editor.refused(f"/partners/{university.id}/edit", parent_id=school.id)

    assert page.error("parent_id") == "It cannot belong to itself or to one that belongs to it."


def test_the_second_of_two_editors_is_told_and_loses_nothing(editor: Client):
    partner = factories.partner("Oslo")
    opened = editor.visit(f"/partners/{partner.id}/edit").fields()
    editor.fill(f"/partners/{partner.id}/edit", city="Oslo")

    answer = editor.post(f"/partners/{partner.id}/edit", data=opened | {"city": "Bergen"})

    assert answer.status_code == 422
    assert 'value="Bergen"' in answer.text
    assert "Lin Mei saved this record at" in answer.text


def test_follow_ups_are_announced_only_where_some_are_proposed(editor: Client):
    fields = {
        "title_en": "Exchange",
        "partner_ids": [str(factories.partner().id)],
        "type_id": str(factories.shipped_type().id),
        "effective_on": "2020-01-01",
        "signed_on": "2020-01-01",
    }

    running = editor.visit(editor.fill("/agreements/new", **fields).location)
    fields |= {"expires_on": "2021-01-01", "save_anyway": "1"}
    over = editor.visit(editor.fill("/agreements/new", **fields).location)

    assert "Agreement saved. These follow-ups are proposed." in running.html
    assert "Agreement saved." in over.html
    assert "follow-ups are proposed" not in over.html


@pytest.mark.parametrize("said", [{"value_amount": "1200"}, {"languages": "English", "room": "2"}])
def test_a_part_of_the_form_in_which_something_stands_is_unfolded(
    editor: Client, said: dict[str, str]
):
    """Whatever of it that is: an error would not be found in a part that is folded."""
    page = editor.refused("/agreements/new", **TITLE, **said)

    unfolded = [fold for fold in page.having("details") if fold.get("open") is not None]
    names = {field.get("name") for fold in unfolded for field in fold.iter("input")}
    assert set(said) <= names


def test_what_follows_or_stands_under_another_begins_with_its_partners(editor: Client):
    oslo, bergen = factories.partner("Oslo"), factories.partner("Bergen")
    old = factories.agreement("Old", oslo, bergen)

    for way in ("predecessor_id", "parent_id"):
        page = editor.visit(f"/agreements/new?{way}={old.id}")
        assert page.fields()["partner_ids"] == [str(oslo.id), str(bergen.id)]
        assert page.value(way) == str(old.id)
        fold = next(f for f in page.having("details") if way in {e.get("name") for e in f.iter()})
        assert fold.get("open") is not None


@ONE_ENGINE
@pytest.mark.parametrize(("day", "is_told"), [(DAY, False), (DAY + timedelta(days=1), True)])
def test_who_files_a_signing_to_come_is_asked_whether_the_day_is_right(
    editor: Client, day: date, *, is_told: bool
):
    given = {"partner_ids": [factories.partner().id], "signed_on": day.isoformat()}
    kind = factories.shipped_type().id
    editor.fill("/agreements/new", **TITLE, **given, type_id=kind)

    for page in (f"/agreements/{_saved().id}", f"/agreements/{_saved().id}/edit"):
        notices = "".join(editor.visit(page).texts("div", class_="warn"))
        assert ("which is still to come. Is the day right?" in notices) is is_told
        editor.fill(f"/agreements/{_saved().id}/edit")
