"""The button that imports is pressed twice at once: the file is imported once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from crm.extensions import db
from crm.models import Batch, Partner, User
from crm.web import long_work
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
    person_id = db.session.scalars(select(User.id)).one()
    with editor.session_transaction() as session:
        kept = dict(session)
    begin = Barrier(4, timeout=30)

    def click(_number: int) -> str | None:
        with app.app_context():
            client = app.test_client().log_in(db.session.get_one(User, person_id))
            with client.session_transaction() as session:
                session.update(kept)
            begin.wait()
            return client.post(preview, data=fields).location

    with ThreadPoolExecutor(4) as fingers:
        ways = set(fingers.map(click, range(4)))
    finish_long_work()

    assert len(db.session.scalars(select(Partner)).all()) == len(ROWS)
    assert len(db.session.scalars(select(Batch)).all()) == 1
    assert ways <= {preview, None}
    assert "Imported: 40 new" in editor.visit(preview).text
