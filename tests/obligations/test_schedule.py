"""Obligations become tasks in time, each day once, and follow what somebody changes."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from crm.extensions import db
from crm.models import Agreement, Obligation, ObligationKind, Stage, Task
from crm.obligations import actions
from crm.obligations.due import make_due_tasks
from crm.obligations.schedule import note_next
from crm.tasks.actions import delete_task, tick, update_task
from tests import factories
from tests.conftest import DAY, Counted


def away(days: int) -> date:
    return DAY + timedelta(days=days)


def promise(agreement: Agreement, day: date = DAY, **given: object) -> Obligation:
    values = {
        "kind": ObligationKind.REPORT,
        "text": "Send the report",
        "due_on": away(60),
        "days_ahead": 30,
        **given,
    }
    made = actions.create_obligation(values, agreement, day)
    db.session.commit()
    return made


def change(obligation: Obligation, day: date = DAY, **given: object) -> None:
    actions.update_obligation(given, obligation, day)
    db.session.commit()


def tasks() -> list[Task]:
    return list(db.session.scalars(select(Task).order_by(Task.due_on, Task.id)))


def days() -> list[date | None]:
    return [task.due_on for task in tasks()]


def done(task: Task, day: date = DAY) -> None:
    tick({}, task, factories.now(), day)
    db.session.commit()


def test_it_becomes_a_task_so_many_days_ahead_and_not_before(app: Flask):
    promise(factories.agreement())

    assert (make_due_tasks(away(29)), days()) == (0, [])
    assert (make_due_tasks(away(30)), days()) == (1, [away(60)])


def test_the_task_is_made_once_however_often_somebody_looks(app: Flask):
    promise(factories.agreement())

    assert [make_due_tasks(away(30)) for _ in range(3)] == [1, 0, 0]


def test_what_is_near_becomes_a_task_as_soon_as_it_is_noted(app: Flask):
    owner = factories.user()
    partner = factories.partner("University of Oslo")

    promise(
        factories.agreement("Nursing", partner),
        due_on=away(3),
        partner_id=partner.id,
        owner_id=owner.id,
    )

    (task,) = tasks()
    assert task.title == "University of Oslo: Send the report"
    assert (task.due_on, task.assignee_id) == (away(3), owner.id)


def test_what_is_overdue_when_it_is_noted_is_a_task(app: Flask):
    promise(factories.agreement(), due_on=away(-9))

    assert days() == [away(-9)]


def test_the_past_of_what_repeats_is_left_alone(app: Flask):
    promise(factories.agreement(), due_on=date(2020, 12, 1), every_months=12)

    assert days() == [date(2026, 12, 1)]


def test_each_day_that_passed_unseen_gets_its_task(app: Flask):
    promise(factories.agreement(), due_on=date(2027, 1, 31), every_months=1, days_ahead=0)

    make_due_tasks(date(2027, 3, 31))

    assert days() == [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31)]


def test_a_task_that_was_deleted_by_hand_does_not_come_back(app: Flask):
    obligation = promise(factories.agreement(), due_on=away(3), every_months=12)
    delete_task({}, tasks()[0], DAY)
    db.session.commit()

    assert make_due_tasks(away(10)) == 0
    assert obligation.next_on == obligation.occurrence(1)


def test_its_next_day_is_that_of_the_first_task_that_is_not_done(app: Flask):
    obligation = promise(factories.agreement(), due_on=away(3), every_months=12)
    assert obligation.next_on == away(3)

    done(tasks()[0])
    assert obligation.next_on == obligation.occurrence(1)

    tick({}, tasks()[0], None, DAY)
    assert obligation.next_on == away(3)


def test_a_tick_makes_the_next_task_when_its_time_has_come(app: Flask):
    promise(factories.agreement(), due_on=away(3), every_months=1, days_ahead=30)

    done(tasks()[0], day=away(10))

    assert days() == [away(3), away(33)]


@pytest.mark.parametrize(
    "state",
    [
        {"stage": Stage.DRAFT},
        {"stage": Stage.AWAITING_SIGNATURE},
        {"stage": Stage.ABANDONED},
        {"stage": Stage.TERMINATED, "closed_on": DAY},
        {"stage": Stage.SUPERSEDED, "closed_on": DAY},
        {"expires_on": away(10)},
    ],
)
def test_an_agreement_that_does_not_run_gets_no_new_tasks(app: Flask, state: dict[str, object]):
    promise(factories.agreement(**state), due_on=away(20), every_months=12)

    assert (make_due_tasks(away(20)), days()) == (0, [])


def test_an_agreement_that_is_signed_gets_the_tasks_of_its_draft(app: Flask):
    agreement = factories.agreement(stage=Stage.DRAFT)
    promise(agreement, due_on=away(3))

    agreement.stage = Stage.SIGNED
    db.session.commit()

    assert (make_due_tasks(DAY), days()) == (1, [away(3)])


def test_what_was_promised_for_a_day_after_the_end_is_still_owed(app: Flask):
    promise(factories.agreement(expires_on=away(10)), due_on=away(40))

    assert (make_due_tasks(away(20)), days()) == (1, [away(40)])


def test_until_a_termination_to_come_it_is_owed(app: Flask):
    agreement = factories.agreement(stage=Stage.TERMINATED, closed_on=away(40))
    promise(agreement, due_on=away(20), every_months=1, days_ahead=60)

    assert days() == [away(20)]


def test_an_open_task_moves_with_the_day(app: Flask):
    obligation = promise(factories.agreement(), due_on=away(3))

    change(obligation, due_on=away(90), text="Send the final report")

    (task,) = tasks()
    assert (task.due_on, task.title) == (away(90), "Send the final report")
    assert obligation.next_on == away(90)
    assert make_due_tasks(away(90)) == 0


def test_a_task_with_a_day_of_its_own_stays_where_somebody_put_it(app: Flask):
    obligation = promise(factories.agreement(), due_on=away(3))
    update_task({"due_on": away(1), "title": "Ask Kari first"}, tasks()[0])
    db.session.commit()

    change(obligation, due_on=away(5), text="Send the final report")

    (task,) = tasks()
    assert (task.due_on, task.title) == (away(1), "Ask Kari first")
    assert make_due_tasks(away(5)) == 0


def test_open_tasks_move_side_by_side_and_done_ones_stay(app: Flask):
    obligation = promise(
        factories.agreement(), due_on=date(2026, 10, 31), every_months=1, day=date(2026, 10, 1)
    )
    make_due_tasks(date(2026, 12, 15))
    done(tasks()[0])

    change(obligation, due_on=date(2026, 10, 15))

    assert days() == [date(2026, 10, 31), date(2026, 11, 15), date(2026, 12, 15)]
    assert obligation.upcoming_on == date(2027, 1, 15)


def test_a_task_beyond_a_new_last_day_goes_unless_somebody_has_put_it_elsewhere(app: Flask):
    obligation = promise(factories.agreement(), due_on=away(3), every_months=1, days_ahead=70)
    update_task({"due_on": away(80)}, tasks()[2])

    change(obligation, ends_on=away(10))

    assert days() == [away(3), away(80)]
    assert make_due_tasks(away(60)) == 0


def test_another_rhythm_goes_on_after_what_is_done(app: Flask):
    obligation = promise(factories.agreement(), due_on=away(3), every_months=12)
    done(tasks()[0])

    change(obligation, every_months=1)

    assert obligation.next_on == obligation.occurrence(1)


def test_what_is_done_once_and_for_all_is_not_asked_for_again(app: Flask):
    obligation = promise(factories.agreement(), due_on=away(3))
    done(tasks()[0])

    change(obligation, days_ahead=60, owner_id=factories.user().id)

    assert obligation.next_on is None
    assert len(tasks()) == 1


def test_ending_takes_out_the_open_task_and_resuming_brings_it_back(app: Flask):
    obligation = promise(factories.agreement(), due_on=away(3), every_months=12)

    actions.end_obligation({}, obligation, DAY)
    db.session.commit()
    assert (make_due_tasks(away(9)), days(), obligation.next_on) == (0, [], None)

    actions.resume_obligation({}, obligation, DAY)
    assert days() == [away(3)]


def test_ending_leaves_what_is_done_and_resuming_does_not_repeat_it(app: Flask):
    obligation = promise(factories.agreement(), due_on=away(3), every_months=12)
    done(tasks()[0])

    actions.end_obligation({}, obligation, DAY)
    actions.resume_obligation({}, obligation, DAY)

    assert days() == [away(3)]
    assert obligation.next_on == obligation.occurrence(1)


@pytest.mark.parametrize("given", [{}, {"every_months": 12, "ends_on": away(30)}])
def test_resuming_what_is_all_done_asks_for_nothing_again(app: Flask, given: dict[str, object]):
    obligation = promise(factories.agreement(), due_on=away(3), **given)
    done(tasks()[0])

    actions.end_obligation({}, obligation, DAY)
    actions.resume_obligation({}, obligation, DAY)
    db.session.commit()

    assert days() == [away(3)]
    assert (obligation.ended_on, obligation.next_on) == (None, None)


def test_a_deleted_obligation_leaves_what_was_done(app: Flask):
    obligation = promise(factories.agreement(), due_on=away(3), every_months=1, days_ahead=60)
    done(tasks()[0])

    actions.delete_obligation({}, obligation)
    db.session.commit()

    assert days() == [away(3)]
    assert tasks()[0].obligation_id is None


def test_what_is_next_of_many_is_asked_for_at_once(app: Flask, counted: Counted):
    agreement = factories.agreement()
    promised = [promise(agreement, due_on=away(days)) for days in (10, 20, 30)]

    with counted() as statements:
        note_next(promised)
        db.session.flush()

    assert [obligation.next_on for obligation in promised] == [away(10), away(20), away(30)]
    assert len([said for said in statements if "min(task.obligation_due_on)" in said]) == 1
