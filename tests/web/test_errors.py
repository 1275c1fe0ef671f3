"""What nobody has foreseen: a page that tells nothing of the inside, and a line in the log."""

import pytest
from flask import Flask

from tests.client import Client


def test_an_error_of_ours_is_logged_and_its_page_shows_nothing_of_it(
    app: Flask, editor: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def broken() -> str:
        raise RuntimeError("the inside of the server")

    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setitem(app.view_functions, "partners.index", broken)

    page = editor.visit("/partners", status=500)

    assert page.heading == "Something broke"
    assert "inside of the server" not in page.html
    assert "RuntimeError: the inside of the server" in caplog.text
