"""An agreement gets the tasks of its playbook once it is signed, for those who do them."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from crm.agreements.actions import create_agreement
from crm.extensions import db
from crm.life.actions import Hand, take_step
from crm.models import AgreementType, Anchor, Link, Renewal, Role, Stage, Step, StepRole
from crm.playbooks import queries
from crm.playbooks.due import plan_what_waits
from tests import factories
from tests.conftest import DAY
from tests.playbooks.office import away, days, signed, tasks, titles, type_with_playbook


def values(**given: object) -> dict[str, object]:
    """What the form says of an agreement."""
    return {
        "title_en": "Exchange of students",
        "type_id": type_with_playbook().id,
        "partner_ids": [factories.partner().id],
        "signed_on": DAY,
        "expires_on": away(290),
        "notice_days": 90,
        **given,
    }


def test_an_agreement_that_is_logged_as_signed_has_its_tasks_at_once(app: Flask):
    create_agreement(values(), DAY)

    assert days() == {
        "File the original": away(14),
        "Hear the dean": away(140),
        "Tell the units": away(260),
    }


def test_a_draft_has_none_until_it_is_signed(app: Flask):
    draft = create_agreement(values(stage=Stage.AWAITING_SIGNATURE, signed_on=None), DAY)
    db.session.commit()
    assert tasks() == []

    person = factories.user()
    given = {"signed_on": DAY, "signers": [party.partner_id for party in draft.parties]}
    take_step(given, draft, Step.SIGN, Hand(person.id, factories.FILED_AT, DAY))

    assert len(tasks()) == 3


def test_what_no_action_has_planned_is_planned_by_the_clock(app: Flask):
    kind = type_with_playbook()
    factories.agreement(type_id=kind.id, signed_on=DAY, expires_on=away(290))
    db.session.commit()

    assert [plan_what_waits(DAY) for _ in range(3)] == [3, 0, 0]


def test_days_that_are_unknown_ask_for_nothing_until_they_are_known(app: Flask):
    agreement = signed(expires_on=None)
    assert titles() == ["File the original"]

    agreement.expires_on = away(290)
    db.session.commit()
    plan_what_waits(DAY)

    assert titles() == ["File the original", "Hear the dean", "Tell the units"]


def test_an_open_ended_agreement_is_prepared_for_its_review(app: Flask):
    agreement = signed(
        expires_on=None, is_open_ended=True, signed_on=away(-365), review_years=3, notice_days=0
    )

    assert agreement.review_on is not None
    assert days() == {
        "File the original": DAY,
        "Hear the dean": agreement.review_on - timedelta(days=60),
    }


def test_an_amendment_is_filed_but_decided_on_with_what_it_amends(app: Flask):
    kind = type_with_playbook()
    main = signed(kind)
    before = titles()

    signed(kind, parent_id=main.id, link=Link.AMENDS, title_en="Amendment")

    assert sorted(titles()) == sorted([*before, "File the original"])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        # Its day has passed, but what it prepares is still to come: it is for today.
        ({"expires_on": away(130)}, {"Hear the dean": DAY, "Tell the units": away(100)}),
        # The day to decide by has passed: nobody can prepare it any more.
        ({"expires_on": away(80)}, {"Tell the units": away(50)}),
        ({"expires_on": away(10)}, {"Tell the units": DAY}),
        ({"expires_on": away(-1)}, {}),
    ],
)
def test_what_comes_too_late_is_not_asked_for(app: Flask, given: dict, expected: dict):
    signed(**given, signed_on=away(-2000))

    assert days() == expected


@pytest.mark.parametrize(
    ("signed_on", "due_on"),
    [(away(-10), away(4)), (away(-100), DAY), (away(-365), DAY), (away(-366), None)],
)
def test_the_original_is_asked_for_in_the_first_year(app: Flask, signed_on, due_on):
    signed(signed_on=signed_on)

    assert days().get("File the original") == due_on


def test_each_task_goes_to_whoever_is_meant(app: Flask):
    owner, person = factories.user(name="Lin Mei"), factories.user(name="Wu Yan")
    boss = factories.user(role=Role.ADMIN, name="Chen Wei")
    factories.user(role=Role.ADMIN, name="Second administrator")
    kind = factories.agreement_type()
    for title, role, person_id in (
        ("Mine", StepRole.RESPONSIBLE, None),
        ("The boss's", StepRole.ADMINISTRATOR, None),
        ("Yan's", StepRole.PERSON, person.id),
    ):
        factories.playbook_step(kind, title, role=role, person_id=person_id)

    signed(kind, owner_id=owner.id)

    doing = {one.title: one.assignee_id for one in tasks()}
    assert doing == {"Mine": owner.id, "The boss's": boss.id, "Yan's": person.id}


def test_what_nobody_is_there_for_goes_to_the_administrator(app: Flask):
    boss = factories.user(role=Role.ADMIN, name="Chen Wei")
    gone = factories.user(name="Has left", is_active=False)
    kind = factories.agreement_type()
    factories.playbook_step(kind, "Without owner")
    factories.playbook_step(kind, "Of who left", role=StepRole.PERSON, person_id=gone.id)

    signed(kind)

    assert {one.assignee_id for one in tasks()} == {boss.id}


def test_a_task_is_called_so_that_whoever_gets_it_can_read_it(app: Flask):
    owner = factories.user(language="zh_Hans")
    kind = factories.agreement_type()
    factories.playbook_step(kind, "Hear the dean", title_zh="听取院长意见")
    factories.playbook_step(kind, "Only in English", anchor=Anchor.END)

    signed(kind, owner_id=owner.id)
    signed(kind, title_en="Of nobody")

    assert sorted(titles()) == [
        "Hear the dean",
        "Only in English",
        "Only in English",
        "听取院长意见",
    ]


def test_an_automatic_renewal_is_prepared_like_any_other_decision(app: Flask):
    signed(renewal=Renewal.AUTOMATIC)

    assert days()["Hear the dean"] == away(140)


def test_every_shipped_type_has_a_playbook_in_both_languages(app: Flask):
    shipped = db.session.scalars(select(AgreementType).where(AgreementType.key.is_not(None)))
    playbooks = {kind.key: queries.steps_of(kind.id) for kind in shipped}

    assert len(playbooks) == 9
    for steps in playbooks.values():
        assert {step.anchor for step in steps} == set(Anchor)
        assert all(step.title_en and step.title_zh for step in steps)
