"""Where two things touch the same record: what was let go, what is due next, and who may know."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from crm.documents import storage
from crm.extensions import db
from crm.models import (
    Access,
    Agreement,
    Obligation,
    ObligationKind,
    Partner,
    Task,
    TrashItem,
)
from crm.obligations import actions as obligation_actions
from crm.operations.checks.documents import files as check_files
from crm.operations.checks.run import Run
from crm.tasks import actions as task_actions
from crm.trash.references import Piece, table_of
from tests import factories
from tests.client import Client
from tests.conftest import DAY, Counted
from tests.trash.test_coming_back import bring_back, put_away
from tests.trash.whole import full_agreement, full_partner

PEOPLE = 3


def test_the_full_agreement_has_something_in_each_table_that_can_hang_on_one(app: Flask):
    """A new table that hangs on agreements has to be put on it, to be tried by all tests here."""
    full = full_agreement()

    item = put_away(full)

    may_hang = {table.name for table in Piece(table_of(Agreement), full.id).tables}
    assert item.content["rows"].keys() == may_hang


def test_what_is_due_next_is_told_again_when_a_task_is_back(app: Flask):
    owed = obligation_actions.create_obligation(
        {
            "text": "Report",
            "kind": ObligationKind.REPORT,
            "due_on": date(2026, 12, 4),
            "every_months": 12,
            "days_ahead": 30,
        },
        factories.agreement(signed_on=DAY, expires_on=date(2030, 1, 1)),
        DAY,
    )
    db.session.commit()
    task = db.session.scalars(select(Task)).one()
    assert owed.next_on == date(2026, 12, 4)

    item = task_actions.delete_task({}, task, DAY)
    db.session.commit()
    db.session.expire_all()
    assert db.session.get_one(Obligation, owed.id).next_on == date(2027, 12, 4)
    bring_back(item)

    assert db.session.get_one(Obligation, owed.id).next_on == date(2026, 12, 4)


def test_a_task_comes_back_without_the_obligation_that_went_after_it(app: Flask):
    owed = factories.obligation(factories.agreement())
    about = {"agreement_id": owed.agreement_id, "obligation_id": owed.id}
    paid = factories.task("Paid", obligation_due_on=DAY, done_at=factories.FILED_AT, **about)
    db.session.commit()
    item = put_away(paid)
    put_away(owed)

    bring_back(item)

    assert db.session.scalars(select(Task.obligation_id)).all() == [None]


def test_names_of_files_kept_for_administrators_are_told_to_nobody_else(
    editor: Client, admin: Client
):
    agreement = factories.agreement()
    paper = factories.document(
        "Secret", agreement_id=agreement.id, access=Access.ADMINISTRATORS, content=b"%PDF-1.4 five"
    )
    paper.versions[0].file_name = "dismissal.pdf"
    db.session.commit()

    before = editor.visit(f"/agreements/{agreement.id}/delete").text
    editor.fill(f"/agreements/{agreement.id}/delete")
    number = db.session.scalars(select(TrashItem.id)).one()
    after = editor.visit(f"/trash/{number}").text

    for said in (before, after):
        assert "Document" in said
        assert "dismissal" not in said
        assert "Secret" not in said
    assert "Secret" in admin.visit(f"/trash/{number}").text


def test_what_is_in_the_way_is_named_with_a_link_to_it(editor: Client, counted: Counted):
    partner, other = full_partner(), factories.partner("Bergen")
    signed = factories.agreement("Signed", other)
    factories.signatory(signed, partner_id=partner.id)
    held = factories.agreement("Joint laboratory", partner)
    owed = factories.obligation(signed, "Pay the fee", partner_id=partner.id)
    kari = factories.contact("Kari")
    factories.position(kari, partner)
    below = factories.partner("Institute", parent_id=partner.id)
    db.session.commit()

    with counted() as statements:
        page = editor.visit(f"/partners/{partner.id}/delete")

    ways = {
        f"/agreements/{signed.id}",
        f"/agreements/{held.id}",
        f"/obligations/{owed.id}",
        f"/contacts/{kari.id}",
        f"/partners/{below.id}",
    }
    assert ways <= set(page.links())
    assert "With it go" not in page.text
    assert len(statements) <= 8
    assert editor.send(f"/partners/{partner.id}/delete").status_code == 422
    assert db.session.get(Partner, partner.id) is not None


def test_a_unit_names_the_agreements_that_it_is_for(admin: Client):
    agreement, unit = factories.agreement("Joint laboratory"), factories.unit()
    db.session.refresh(agreement, ["units"])
    agreement.units = [unit]
    db.session.commit()

    page = admin.visit(f"/settings/units/{unit.id}/delete")

    assert f"/agreements/{agreement.id}" in page.links()


def test_the_check_misses_a_file_of_the_trash(app: Flask):
    paper = factories.document(content=b"%PDF-1.4 six")
    where = storage.path_of(paper.versions[0].digest)
    db.session.commit()
    put_away(paper)
    run = Run(mends=False, watch=lambda _label, items, _number: items)
    assert list(check_files(run)) == []

    where.unlink()

    (told,) = check_files(run)
    assert "in the trash, “Signed copy”: its file is missing" in told


def test_what_is_hung_on_a_record_while_it_goes_is_not_lost(app: Flask):
    """Either it goes along, or it comes too late and is refused: it never goes for good."""
    partner = factories.partner()
    db.session.commit()
    number, begun = partner.id, threading.Barrier(PEOPLE + 1)

    def hang(_person: int) -> set[int]:
        with app.app_context():
            made = {_hang_one(number)}
            begun.wait(20)
            while (task_id := _hang_one(number)) is not None:
                made.add(task_id)
        return made

    with ThreadPoolExecutor(PEOPLE) as people:
        hanging = [people.submit(hang, person) for person in range(PEOPLE)]
        begun.wait(20)
        item = put_away(partner)
        made = {task_id for one in hanging for task_id in one.result()}

    assert {row["id"] for row in item.content["rows"]["task"]} == made


def _hang_one(partner_id: int) -> int | None:
    """Give the partner a task; None when it is gone."""
    try:
        task = factories.task(partner_id=partner_id)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return None
    return task.id
