"""An act of many changes: it is one line in the history, and is taken back as a whole."""

import pytest
from flask import Flask
from sqlalchemy import select

from crm.extensions import db
from crm.history import batches
from crm.history.chain import first_broken
from crm.models import Act, Batch, BatchKind, Partner, Task
from crm.trash.actions import move_to_trash
from crm.web import long_work
from tests import factories
from tests.client import Client
from tests.long_work import finish_long_work


def imported() -> int:
    """A batch that changes a partner, deletes another, and adds a third with a task; its number."""
    factories.partner("Oslo", city="Oslo")
    factories.partner("Bergen", city="Bergen", country="NO")
    factories.task("Wait")
    db.session.commit()
    oslo, bergen = db.session.scalars(select(Partner).order_by(Partner.id))
    batch = batches.begin(BatchKind.IMPORT, "Import of partners.csv")
    oslo.city = "Tromsø"
    below = factories.partner("School", parent_id=oslo.id)
    factories.task("Call the school", partner_id=below.id)
    move_to_trash({}, bergen)
    db.session.delete(db.session.scalars(select(Task).where(Task.title == "Wait")).one())
    db.session.commit()
    return batch.id


def partners() -> list[tuple[str | None, str | None]]:
    db.session.expire_all()
    rows = db.session.execute(select(Partner.name_en, Partner.city).order_by(Partner.id))
    return [(row.name_en, row.city) for row in rows]


def test_the_history_tells_a_batch_as_one_act(editor: Client):
    number = imported()

    page = editor.visit("/history")
    told = editor.visit(f"/history/batches/{number}")

    assert page.text.count("Import of partners.csv") == 1
    assert "5 records" in page.text
    assert f"/history/batches/{number}" in page.links()
    assert all(name in told.text for name in ("Oslo", "Bergen", "School", "Call the school"))
    assert editor.visit(f"/history?batch={number}").text.count("Import of partners.csv") == 5
    assert first_broken() is None


def test_a_batch_is_undone_as_a_whole_and_that_is_one_act_too(editor: Client):
    number = imported()
    page = editor.visit(f"/history/batches/{number}/undo")

    answer = editor.fill(f"/history/batches/{number}/undo")

    assert "all 5 records" in page.text
    assert answer.location == f"/history/batches/{number}"
    assert partners() == [("Oslo", "Oslo"), ("Bergen", "Bergen")]
    assert db.session.scalars(select(Task.title)).all() == ["Wait"]
    assert {line.act for line in factories.changes()[-5:]} == {
        Act.RESTORED,
        Act.CHANGED,
        Act.DELETED,
    }
    undo = db.session.scalars(select(Batch).where(Batch.kind == BatchKind.UNDO)).one()
    assert undo.records == 5
    assert "Undo" not in editor.visit(f"/history/batches/{undo.id}").having("main")[0].itertext()
    again = editor.send(f"/history/batches/{number}/undo")
    assert (again.status_code, "undone already" in again.text) == (422, True)
    assert first_broken() is None


def test_a_batch_is_undone_in_portions_of_which_none_is_held(
    app: Flask, monkeypatch: pytest.MonkeyPatch
):
    number = imported()
    monkeypatch.setattr(batches, "AT_ONCE", 1)

    batches.undo({}, db.session.get_one(Batch, number))
    db.session.commit()

    assert partners() == [("Oslo", "Oslo"), ("Bergen", "Bergen")]
    assert db.session.scalars(select(Task.title)).all() == ["Wait"]
    assert first_broken() is None


def test_what_was_changed_since_keeps_all_of_a_batch(editor: Client):
    number = imported()
    after = partners()
    school = db.session.scalars(select(Partner).where(Partner.name_en == "School")).one()
    factories.task("Write", partner_id=school.id)
    used = editor.send(f"/history/batches/{number}/undo")
    school = db.session.scalars(select(Partner).where(Partner.name_en == "School")).one()
    school.notes = "New"
    changed = editor.send(f"/history/batches/{number}/undo")

    assert (used.status_code, changed.status_code) == (422, 422)
    assert "“School” is used elsewhere since. Nothing was undone." in used.text
    assert "“School” was changed since. Nothing was undone." in changed.text
    assert partners() == after


def test_a_field_that_was_changed_since_keeps_all_of_a_batch(editor: Client, viewer: Client):
    number = imported()
    editor.fill(f"/partners/{db.session.scalar(select(Partner.id))}/edit", city="Hamar")

    answer = editor.send(f"/history/batches/{number}/undo")

    assert answer.status_code == 422
    assert "“Oslo” was changed since. Nothing was undone." in answer.text
    assert viewer.send(f"/history/batches/{number}/undo").status_code == 403


def test_a_large_batch_is_undone_beside_the_requests_and_a_page_says_how_far(
    editor: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(long_work, "MANY", 3)
    number = imported()
    oslo = db.session.scalar(select(Partner.id).where(Partner.name_en == "Oslo"))
    editor.fill(f"/partners/{oslo}/edit", city="Hamar")
    address = f"/history/batches/{number}/undo"

    begun = editor.send(address)
    finish_long_work()
    refused = editor.get(address)
    editor.fill(f"/partners/{oslo}/edit", city="Tromsø")
    editor.send(address)
    finish_long_work()

    assert begun.location == address
    assert (refused.status_code, "“Oslo” was changed since." in refused.text) == (422, True)
    assert editor.get(address).location == f"/history/batches/{number}"
    assert partners() == [("Oslo", "Oslo"), ("Bergen", "Bergen")]
    assert first_broken() is None
