"""The button that imports is pressed twice at once: the file is imported once."""

from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from crm.extensions import db
from crm.imports import actions, doing
from crm.models import Batch, Partner
from crm.web import long_work
from tests.at_once import clicked_at_once
from tests.client import Client
from tests.imports.files import sent, table
from tests.long_work import finish_long_work

ROWS = [(f"Hospital {number}", "Hospital") for number in range(40)]


@pytest.mark.parametrize("many", [len(ROWS) + 1, 3], ids=["at once", "beside the requests"])
def test_two_clicks_at_once_import_once(
    app: Flask, editor: Client, monkeypatch: pytest.MonkeyPatch, many: int
):
    monkeypatch.setattr(long_work, "MANY", many)
    db.session.commit()
    preview = editor.fill(sent(editor, table(("Name in English", "Category"), *ROWS))).location
    finish_long_work()
    fields = {"csrf_token": editor.visit(preview).value("csrf_token"), "write": "yes"}

    ways = clicked_at_once(app, editor, preview, fields)
    finish_long_work()

    assert len(db.session.scalars(select(Partner)).all()) == len(ROWS)
    assert len(db.session.scalars(select(Batch)).all()) == 1
    assert ways <= {preview, None}
    assert "Imported: 40 new" in editor.visit(preview).text


def test_columns_that_are_sent_while_it_is_imported_leave_it_whole(
    app: Flask, editor: Client, monkeypatch: pytest.MonkeyPatch
):
    """As after going back, or in a second tab."""
    rows = [(f"Hospital of the town with the number {n} in the north", "Hospital") for n in MANY]
    columns = sent(editor, table(("Name in English", "Category"), *rows))
    preview, fields = editor.fill(columns).location, editor.visit(columns).fields()
    with editor.session_transaction() as session:
        kept = dict(session)

    def send_columns() -> None:
        client = app.test_client()
        with client.session_transaction() as session:
            session.update(kept)
        others = {"columns": ["name_en", ""], "fallback.category": "other"}
        client.post(columns, data=fields | others)

    another = Thread(target=send_columns)
    monkeypatch.setattr(actions, "AT_ONCE", 50)
    monkeypatch.setattr(doing, "make_plan", planned := Noted(doing.make_plan))
    monkeypatch.setattr(
        actions, "write_so_far", after_first(actions.write_so_far, another, planned.ended)
    )
    editor.send(preview, write="yes")
    another.join(30)

    db.session.rollback()
    assert len(db.session.scalars(select(Partner)).all()) == len(MANY)
    assert f"Imported: {len(MANY)} new" in editor.visit(preview).text


MANY = range(300)
"""Rows that are more than is read of a file at once."""


class Noted:
    """Does the same, and lets it be known when it has."""

    def __init__(self, act: Callable[..., Any]) -> None:
        self.act, self.ended = act, Event()

    def __call__(self, *args: Any) -> Any:
        result = self.act(*args)
        self.ended.set()
        return result


def after_first(act: Callable[..., Any], another: Thread, until: Event) -> Callable[..., Any]:
    """Does the same, and the first time waits for the other one to have come so far."""

    def acted(*args: Any) -> Any:
        result = act(*args)
        if another.ident is None:
            another.start()
            assert until.wait(30)
        return result

    return acted
