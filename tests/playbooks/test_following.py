"""The tasks of a playbook follow their agreement, and leave alone what somebody has changed."""

import pytest
from flask import Flask

from crm.extensions import db
from crm.life.actions import Hand, take_step
from crm.models import Agreement, Decision, Link, Priority, Renewal, Stage, Step
from crm.models.terms import months_later
from crm.playbooks.due import plan_what_waits
from crm.reviews.decision import decide_at_once, undo
from crm.tasks.actions import delete_task, tick, update_task
from tests import factories
from tests.conftest import DAY
from tests.playbooks.office import (
    away,
    change,
    days,
    signed,
    task,
    tasks,
    titles,
    type_with_playbook,
)


def taken(agreement: Agreement, step: Step, **given: object) -> None:
    hand = Hand(factories.user().id, factories.FILED_AT, DAY)
    take_step({"reason": "So it was agreed"} | given, agreement, step, hand)
    db.session.commit()


def done(title: str) -> None:
    tick({}, task(title), factories.now(), DAY)
    db.session.commit()


def test_tasks_move_with_the_dates_they_hang_on(app: Flask):
    agreement = signed()

    change(agreement, expires_on=away(300), signed_on=away(-4))

    assert days() == {
        "File the original": away(10),
        "Hear the dean": away(150),
        "Tell the units": away(270),
    }


def test_another_notice_period_moves_what_comes_before_the_decision(app: Flask):
    agreement = signed()

    change(agreement, notice_days=60)

    assert days()["Hear the dean"] == away(170)
    assert days()["Tell the units"] == away(260)


def test_a_postponed_decision_is_prepared_later(app: Flask):
    agreement = signed()

    change(agreement, postponed_to=away(230), postponed_why="The dean is abroad")

    assert days()["Hear the dean"] == away(170)


def test_an_amendment_moves_the_tasks_of_what_it_amends(app: Flask):
    kind = type_with_playbook()
    main = signed(kind)
    first = task("Hear the dean").id

    amending = {"parent_id": main.id, "link": Link.AMENDS, "signed_on": None}
    signed(kind, **amending, expires_on=away(1000), effective_on=DAY)

    assert days()["Hear the dean"] == away(1000 - 90 - 60)
    assert task("Hear the dean").id == first


def test_a_renewal_by_itself_asks_anew_for_what_was_done_and_moves_what_was_not(app: Flask):
    agreement = signed(renewal=Renewal.AUTOMATIC)
    done("Hear the dean")

    change(agreement, day=away(291), renewed_to=months_later(away(290), 12))

    assert titles().count("Hear the dean") == 2
    assert titles().count("Tell the units") == 1
    assert titles().count("File the original") == 1


def test_an_end_that_moves_by_less_than_half_a_year_is_the_same_end(app: Flask):
    agreement = signed()
    done("Hear the dean")

    change(agreement, expires_on=months_later(away(290), 5))
    assert titles().count("Hear the dean") == 1

    change(agreement, expires_on=months_later(away(290), 7))
    assert titles().count("Hear the dean") == 2


def test_a_date_that_was_mistyped_does_not_bring_back_what_was_filed(app: Flask):
    agreement = signed()
    done("File the original")

    change(agreement, signed_on=away(-200))
    change(agreement, signed_on=DAY)

    assert titles().count("File the original") == 1


def test_a_task_that_was_deleted_by_hand_does_not_come_back(app: Flask):
    agreement = signed()
    delete_task({}, task("Hear the dean"), DAY)
    db.session.commit()

    change(agreement, expires_on=away(300))

    assert "Hear the dean" not in titles()


def test_a_task_that_is_done_stays_as_it_was(app: Flask):
    agreement = signed()
    done("Hear the dean")

    change(agreement, expires_on=away(320))

    assert days()["Hear the dean"] == away(140)


def test_a_tick_taken_back_lets_it_follow_again(app: Flask):
    agreement = signed()
    done("Hear the dean")
    tick({}, task("Hear the dean"), None, DAY)

    change(agreement, expires_on=away(300))

    assert days()["Hear the dean"] == away(150)


@pytest.mark.parametrize(
    ("edit", "kept"),
    [
        ({"due_on": away(3)}, "due_on"),
        ({"due_on": None}, "due_on"),
        ({"title": "Hear both deans"}, "title"),
    ],
)
def test_what_somebody_has_changed_stays_as_they_made_it(app: Flask, edit: dict, kept: str):
    agreement = signed()
    mine = task("Hear the dean")
    update_task(edit, mine)
    db.session.commit()

    change(agreement, expires_on=away(300))

    assert getattr(mine, kept) == edit[kept]
    assert kept == "due_on" or mine.due_on == away(150)
    assert len(tasks()) == 3


def test_a_new_owner_gets_the_tasks_but_not_those_given_to_somebody_else(app: Flask):
    old, new, helper = (factories.user(name=name) for name in ("Old", "New", "Helper"))
    agreement = signed(owner_id=old.id)
    update_task({"assignee_id": helper.id}, task("Hear the dean"))
    db.session.commit()

    change(agreement, owner_id=new.id)

    doing = {one.title: one.assignee_id for one in tasks()}
    assert doing == {
        "File the original": new.id,
        "Hear the dean": helper.id,
        "Tell the units": new.id,
    }


def test_another_owner_does_not_bring_an_overdue_task_up_to_date(app: Flask):
    agreement = signed()

    change(agreement, day=away(20), owner_id=factories.user().id)

    assert days()["File the original"] == away(14)


def test_a_decision_ends_its_preparation_and_taking_it_back_revives_it(app: Flask):
    agreement = signed()

    decide_at_once({}, agreement, Decision.END, factories.user().id, DAY)
    db.session.commit()
    assert titles() == ["File the original", "Tell the units"]

    undo({}, agreement, DAY)
    db.session.commit()
    assert days()["Hear the dean"] == away(140)


def test_a_termination_at_once_closes_all_and_reinstating_brings_it_back(app: Flask):
    agreement = signed(effective_on=away(-100), signed_on=away(-5))

    taken(agreement, Step.TERMINATE, closed_on=DAY)
    assert tasks() == []

    taken(agreement, Step.REINSTATE)
    assert len(tasks()) == 3


def test_until_a_termination_to_come_its_end_is_prepared(app: Flask):
    agreement = signed(effective_on=away(-100))

    taken(agreement, Step.TERMINATE, closed_on=away(100))
    assert days() == {"File the original": away(14), "Tell the units": away(70)}

    plan_what_waits(away(101))
    assert tasks() == []


def test_what_ended_has_nothing_left_to_do_but_what_somebody_made_their_own(app: Flask):
    signed()
    done("File the original")
    update_task({"notes": "They asked for a letter"}, task("Tell the units"))
    db.session.commit()

    plan_what_waits(away(290))
    assert len(tasks()) == 3

    plan_what_waits(away(291))
    assert sorted(titles()) == ["File the original", "Tell the units"]
    assert plan_what_waits(away(292)) == 0


@pytest.mark.parametrize(
    "edit", [{"notes": "Call first"}, {"priority": Priority.HIGH}, {"due_on": away(9)}]
)
def test_a_task_that_somebody_cared_for_stays_when_its_reason_goes(app: Flask, edit: dict):
    agreement = signed()
    update_task(edit, task("Hear the dean"))
    db.session.commit()

    decide_at_once({}, agreement, Decision.RENEW, factories.user().id, DAY)

    assert "Hear the dean" in titles()


def test_a_superseded_agreement_asks_for_nothing_more(app: Flask):
    agreement = signed()

    change(agreement, stage=Stage.SUPERSEDED, closed_on=DAY)

    assert tasks() == []


def test_another_type_asks_for_its_own_but_not_for_what_is_done(app: Flask):
    agreement = signed()
    done("File the original")
    other = factories.agreement_type("Research")
    factories.playbook_step(other, "File the original", anchor="signing", days=20)
    factories.playbook_step(other, "Tell the units", anchor="end", days=40)
    factories.playbook_step(other, "Count the papers", anchor="decide_by", days=10)

    change(agreement, type_id=other.id)

    assert days() == {
        "File the original": away(14),
        "Tell the units": away(250),
        "Count the papers": away(190),
    }


def test_a_step_that_is_not_applied_yet_is_not_asked_of_what_runs(app: Flask):
    kind = type_with_playbook()
    agreement = signed(kind)
    factories.playbook_step(kind, "Write a report")

    change(agreement, expires_on=away(300), owner_id=factories.user().id)

    assert "Write a report" not in titles()


def test_tasks_go_with_their_agreement(app: Flask, editor):
    agreement = signed()

    editor.send(f"/agreements/{agreement.id}/delete")

    assert tasks() == []


def test_moving_dates_writes_the_history_of_what_moved_and_of_nothing_else(app: Flask):
    agreement = signed()
    before = len(factories.changes())

    change(agreement, expires_on=away(300))

    told = [(line.record_type, sorted(line.fields)) for line in factories.changes()[before:]]
    assert sorted(told) == [
        ("agreement", ["ends_on", "expires_on"]),
        ("task", ["due_on"]),
        ("task", ["due_on"]),
    ]


def test_planning_is_no_change_of_the_agreement(app: Flask):
    kind = type_with_playbook()
    agreement = factories.agreement(type_id=kind.id, signed_on=DAY, expires_on=away(290))
    db.session.commit()
    kept = (agreement.version, agreement.updated_at)

    plan_what_waits(DAY)

    db.session.refresh(agreement)
    assert (agreement.version, agreement.updated_at) == kept
    assert agreement.planned_until == agreement.ends_on
