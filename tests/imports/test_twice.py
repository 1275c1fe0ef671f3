"""The button that imports is pressed twice at once: the file is imported once."""

import pytest
from flask import Flask
from sqlalchemy import select

from crm.extensions import db
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
