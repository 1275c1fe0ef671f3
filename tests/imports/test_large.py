"""Large files are worked on beside the requests, and a page says how far the work is."""

import json
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from crm.extensions import db
from crm.imports import views
from crm.models import Batch, Change, Partner, Way
from crm.web import long_work
from tests import factories
from tests.client import Client
from tests.imports.files import sent, table
from tests.long_work import finish_long_work

ROWS = [(f"Hospital {number}", "Hospital") for number in range(4)]


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_work, "MANY", 3)


def test_a_large_file_is_read_and_imported_beside_the_requests(editor: Client):
    db.session.commit()
    answer = editor.fill(sent(editor, table(("Name in English", "Category"), *ROWS)))
    finish_long_work()
    page = editor.visit(answer.location)
    editor.send(answer.location, write="yes")
    finish_long_work()

    done = editor.visit(answer.location)

    assert "New 4" in page.text
    assert "Imported: 4 new" in done.text
    assert len(db.session.scalars(select(Partner)).all()) == 4
    batch = db.session.scalars(select(Batch)).one()
    assert batch.by_id is not None
    lines = db.session.scalars(select(Change).where(Change.record_type == "partner")).all()
    assert {(line.way, line.by_id) for line in lines} == {(Way.IMPORT, batch.by_id)}


def test_what_has_to_be_said_first_is_asked_on_the_columns_page(editor: Client):
    rows = [(f"Call {number}", "2027-03-31") for number in range(9)]
    content = table(("What has to be done", "Due on"), *rows, ("Last", "03/04/2027"))
    factories.partner("Oslo")
    db.session.commit()

    answer = editor.fill(sent(editor, content, "tasks"))
    finish_long_work()
    asked = editor.get(answer.location)

    assert asked.location.endswith("columns?ask=day_order")
    page = editor.visit(asked.location)
    assert "can be read in two ways" in page.html
    assert "the day comes first" in page.text


def test_columns_sent_again_while_the_file_is_read_are_not_dropped_in_silence(
    editor: Client, monkeypatch: pytest.MonkeyPatch
):
    begun, may_go_on = Event(), Event()
    plan = views.plan

    def held_up(*args: Any) -> Any:
        begun.set()
        may_go_on.wait(30)
        return plan(*args)

    rows = [(f"Call {number}", "03/04/2027") for number in range(4)]
    columns = sent(editor, table(("What has to be done", "Due on"), *rows), "tasks")
    fields = editor.visit(columns).fields()
    monkeypatch.setattr(views, "plan", held_up)
    editor.post(columns, data=fields | {"day_order": "month"})
    begun.wait(30)
    again = editor.post(columns, data=fields | {"day_order": "day"})
    may_go_on.set()
    finish_long_work()

    assert "still being worked on: say that again" in again.text
    assert editor.post(columns, data=fields | {"day_order": "day"}).status_code == 302
    finish_long_work()
    assert "Due on 3 Apr 2027" in editor.visit(columns.removesuffix("/columns")).text


def test_who_slept_over_the_work_is_not_told_that_nothing_was_written(
    app: Flask, editor: Client, monkeypatch: pytest.MonkeyPatch
):
    answer = editor.fill(sent(editor, table(("Name in English", "Category"), *ROWS)))
    finish_long_work()
    may_go_on, carry_out, clock = Event(), views.carry_out, app.config["CLOCK"]

    def held_up(*args: Any) -> Any:
        may_go_on.wait(30)
        return carry_out(*args)

    monkeypatch.setattr(views, "carry_out", held_up)
    editor.send(answer.location, write="yes")
    monkeypatch.setitem(app.config, "CLOCK", lambda: clock() + timedelta(minutes=4))
    told = editor.visit(answer.location)
    may_go_on.set()
    finish_long_work()

    assert "The work was interrupted. Unless the history shows it" in told.html
    assert "Imported: 4 new" in editor.visit(answer.location).text


def test_a_page_says_how_far_it_is_and_what_stopped_is_told(editor: Client, app: Flask):
    db.session.commit()
    answer = editor.fill(sent(editor, table(("Name in English", "Category"), *ROWS)))
    finish_long_work()
    note = Path(app.config["INSTANCE_PATH"], *answer.location.strip("/").split("/"), "work.json")
    state = {"done": 1, "rows": 4, "trouble": "", "field": ""}

    note.write_text(json.dumps(state | {"at": "2999-01-01T00:00:00+00:00"}))
    working = editor.get(answer.location)
    note.write_text(json.dumps(state | {"at": "2020-01-01T00:00:00+00:00"}))
    editor.get(answer.location)

    assert working.headers["Refresh"] == "2"
    assert "25 %" in working.text
    assert "The work was interrupted." in editor.visit(f"{answer.location}/columns").html
    assert not note.exists()
