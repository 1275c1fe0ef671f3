"""What follows from a change goes back with it, by whichever way it is taken back."""

from datetime import date, timedelta

from sqlalchemy import select

from crm.extensions import db
from crm.models import Act, Agreement, Change, Link, Obligation, Partner, Task, TrashItem
from crm.obligations import schedule
from tests import factories
from tests.bulk.rows import last_batch, ticked
from tests.client import Client
from tests.conftest import DAY

DUE = DAY + timedelta(days=10)


def last_change(attribute: str) -> Change:
    changed = [line for line in factories.changes() if line.act is Act.CHANGED]
    return [line for line in changed if attribute in line.fields][-1]


def monthly_report() -> Obligation:
    """With a task for its first day, and none for those after it."""
    agreement = factories.agreement("Exchange", factories.partner())
    obligation = factories.obligation(agreement, "Report", due_on=DUE, every_months=1)
    schedule.begin(obligation, DAY)
    db.session.flush()
    schedule.make_tasks(obligation, DAY)
    db.session.commit()
    return obligation


def task_days() -> list[date | None]:
    return [task.due_on for task in db.session.scalars(select(Task).order_by(Task.id))]


def test_a_partner_does_not_come_to_belong_to_what_belongs_to_it(editor: Client):
    school = factories.partner("School", parent_id=factories.partner("University").id)
    university = school.parent_id
    db.session.commit()
    editor.fill(f"/partners/{school.id}/edit", parent_id="")
    line = last_change("parent_id")
    editor.fill(f"/partners/{university}/edit", parent_id=str(school.id))

    answer = editor.send(f"/history/{line.id}/revert")

    assert answer.status_code == 422
    assert "would lead in a circle by now" in answer.text
    db.session.expire_all()
    assert school.parent_id is None
    assert db.session.get_one(Partner, university).parent_id == school.id


def test_no_circle_of_partners_comes_of_a_merge_that_is_undone(editor: Client):
    above, staying = factories.partner("Above"), factories.partner("Oslo")
    leaving = factories.partner("UiO", parent_id=above.id)
    school = factories.partner("School", parent_id=leaving.id)
    db.session.commit()
    gone = leaving.id
    merging = f"/partners/merge?number={staying.id}&number={gone}"
    editor.fill(merging, keep=str(staying.id), **{"take.parent_id": str(staying.id)})
    editor.fill(f"/partners/{above.id}/edit", parent_id=str(school.id))

    refused = editor.refused(f"/history/batches/{last_batch().id}/undo")

    assert "“School” was changed since. Nothing was undone." in refused.text
    assert db.session.get(Partner, gone) is None


def test_an_agreement_does_not_come_to_follow_what_follows_it(editor: Client):
    partner = factories.partner()
    first = factories.agreement("First", partner)
    second = factories.agreement("Second", partner, parent_id=first.id, link=Link.IMPLEMENTS)
    db.session.commit()
    editor.fill(f"/agreements/{second.id}/edit", parent_id="", link="")
    line = last_change("parent_id")
    editor.fill(f"/agreements/{first.id}/edit", parent_id=str(second.id))

    answer = editor.send(f"/history/{line.id}/revert")

    assert answer.status_code == 422
    db.session.expire_all()
    assert (first.parent_id, second.parent_id) == (second.id, None)


def test_the_day_of_a_task_follows_what_was_promised_back(editor: Client):
    obligation = monthly_report()
    editor.fill(f"/obligations/{obligation.id}/edit", due_on=str(DUE + timedelta(days=5)))
    assert task_days() == [DUE + timedelta(days=5)]
    told = [line for line in factories.changes() if line.record_type == "obligation"]

    editor.send(f"/history/{told[-1].id}/revert")

    db.session.expire_all()
    assert (obligation.due_on, obligation.next_on, task_days()) == (DUE, DUE, [DUE])


def test_a_tick_that_is_taken_back_is_due_next_again(editor: Client):
    obligation = monthly_report()
    (task,) = db.session.scalars(select(Task)).all()
    editor.send(f"/tasks/{task.id}/done", done="1")

    editor.send(f"/history/{last_change('done_at').id}/revert")

    db.session.expire_all()
    assert (task.is_done, obligation.next_on) == (False, DUE)


def test_ticks_of_many_that_are_taken_back_are_due_next_again(editor: Client):
    obligation = monthly_report()
    rows = ticked(editor, "tasks") | {"work": "status", "status": "done", "go": "yes"}
    editor.post("/tasks/bulk", data=rows)
    assert obligation.next_on > DUE

    editor.send(f"/history/batches/{last_batch().id}/undo")

    db.session.expire_all()
    assert (task_days(), obligation.next_on) == ([DUE], DUE)


def test_the_end_that_a_paper_says_is_taken_back_with_the_end_that_holds(editor: Client):
    agreement = factories.agreement("Exchange", factories.partner(), expires_on=DAY)
    db.session.commit()
    editor.fill(f"/agreements/{agreement.id}/edit", expires_on=str(DAY + timedelta(days=365)))

    answer = editor.send(f"/history/{last_change('expires_on').id}/revert")

    assert answer.status_code == 302
    db.session.expire_all()
    assert (agreement.expires_on, agreement.ends_on) == (DAY, DAY)


def test_an_end_that_an_amendment_has_moved_is_taken_back_as_a_step(editor: Client):
    partner = factories.partner()
    agreement = factories.agreement("Exchange", partner, expires_on=DAY)
    db.session.commit()
    later = {"parent_id": agreement.id, "link": Link.AMENDS, "expires_on": DAY + timedelta(days=9)}
    factories.agreement("Amendment", partner, **later)
    db.session.commit()
    line = last_change("ends_on")

    answer = editor.send(f"/history/{line.id}/revert")

    assert answer.status_code == 422
    assert db.session.get_one(Agreement, agreement.id).ends_on == DAY + timedelta(days=9)


def test_what_was_brought_back_and_deleted_again_keeps_an_act_from_being_undone(editor: Client):
    factories.partner("Oslo")
    factories.partner("Bergen")
    db.session.commit()
    rows = ticked(editor, "partners") | {"work": "trash", "go": "yes"}
    editor.post("/partners/bulk", data=rows)
    act = last_batch().id
    oslo = db.session.scalars(select(TrashItem).where(TrashItem.name == "Oslo")).one()
    number = oslo.record_id
    editor.send(f"/trash/{oslo.id}/restore")
    editor.send(f"/partners/{number}/delete")

    refused = editor.refused(f"/history/batches/{act}/undo")

    assert "“Oslo” was changed since. Nothing was undone." in refused.text
    assert db.session.scalars(select(Partner)).all() == []
