"""What nobody has foreseen: a page that tells nothing of the inside, and a line in the log."""

from io import BytesIO

import pytest
from flask import Flask

from tests.client import Client
from tests.databases import ONE_ENGINE


@ONE_ENGINE
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


@ONE_ENGINE
def test_who_may_not_do_it_is_sent_to_somebody_who_may(viewer: Client):
    page = viewer.visit("/partners/new", status=403)

    assert "Your account may not do this. Ask an administrator." in page.text
    assert "link" not in page.text


@ONE_ENGINE
@pytest.mark.parametrize("address", ["/cooperation/fr", "/nothing-here"])
def test_a_stranger_sees_no_menu_where_there_is_nothing(visitor: Client, address: str):
    page = visitor.visit(address, status=404)

    assert page.tree.xpath("//nav | //*[@type='search']") == []
    assert page.texts("a") == ["To the first page"]


@ONE_ENGINE
def test_a_form_of_thousands_of_fields_is_too_large(editor: Client):
    token = editor.visit("/partners/new").value("csrf_token")
    few = {"csrf_token": token, "name_en": "Oslo"} | {f"f{number}": "" for number in range(4_000)}

    answers = [editor.post("/partners/new", data=few | more) for more in ({}, _many(), _parts())]

    assert [answer.status_code for answer in answers] == [422, 413, 413]
    assert "larger than the server takes" in answers[1].text


def _many() -> dict[str, str]:
    return {f"g{number}": "" for number in range(1_000)}


def _parts() -> dict[str, object]:
    """As a form sends them that brings files."""
    return {"file": (BytesIO(b"x"), "x.txt")}
