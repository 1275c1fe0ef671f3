"""Large files are worked on beside the requests, and a page says how far the work is."""

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from crm.extensions import db
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
