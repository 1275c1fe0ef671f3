"""What the server tells of itself: whole, in lines that nobody can forge, and nothing personal."""

import json
import logging

import pytest
from flask import Flask

from crm.extensions import db
from crm.models import Role
from tests import factories
from tests.client import Client
from tests.databases import ONE_ENGINE

pytestmark = ONE_ENGINE


class Gathered:
    """The lines of a test."""

    def __init__(self) -> None:
        self.raw = b""

    def write(self, written: bytes) -> None:
        self.raw += written

    @property
    def events(self) -> list[dict]:
        return [json.loads(text) for text in self.raw.splitlines()]

    def named(self, event: str) -> list[dict]:
        return [told for told in self.events if told["event"] == event]


@pytest.fixture
def server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Gathered:
    gathered = Gathered()
    for handler in app.logger.handlers:
        monkeypatch.setattr(handler, "traces", type(handler.traces)(gathered, gathered))
    security = app.extensions["traces"].security
    traces = type(app.extensions["traces"])(gathered, security)
    monkeypatch.setitem(app.extensions, "traces", traces)
    return gathered


@pytest.fixture
def security(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Gathered:
    gathered = Gathered()
    traces = type(app.extensions["traces"])(app.extensions["traces"].server, gathered)
    monkeypatch.setitem(app.extensions, "traces", traces)
    return gathered


def test_a_request_leaves_one_line_that_its_answer_names(server: Gathered, editor: Client):
    partner = factories.partner(name_en="Charite Berlin")

    answer = editor.get(f"/partners/{partner.id}?q=wu%40example.org")

    (told,) = server.named("request")
    assert told["id"] == answer.headers["X-Request-ID"]
    assert (told["method"], told["endpoint"], told["status"]) == ("GET", "partners.show", 200)
    assert told["user"] > 0
    assert told["ms"] > 0
    assert set(told) == {
        "time",
        "level",
        "event",
        "id",
        "method",
        "endpoint",
        "status",
        "ms",
        "user",
    }
    assert b"Charite" not in server.raw
    assert b"example.org" not in server.raw


def test_nobody_gives_a_request_its_number(server: Gathered, visitor: Client):
    answer = visitor.get("/login", headers={"X-Request-ID": "mine"})

    assert answer.headers["X-Request-ID"] != "mine"


def test_a_fault_is_told_with_its_place_and_without_what_was_typed(
    app: Flask, server: Gathered, editor: Client, monkeypatch: pytest.MonkeyPatch
):
    def broken() -> str:
        raise ValueError('wu.yan@example.org\n{"event": "login"}')

    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setitem(app.view_functions, "partners.index", broken)

    page = editor.visit("/partners?q=secret", status=500)

    (told,) = [told for told in server.events if "fault" in told]
    assert told["fault"] == "ValueError"
    assert "test_traces.py" in told["at"][-1]
    assert told["id"] in page.text
    assert told["text"] == "a fault of ours: partners.index"
    for hidden in (b"wu.yan", b"secret", b"/partners?"):
        assert hidden not in server.raw


def test_coming_in_and_going_is_told_by_number(security: Gathered, visitor: Client):
    user = factories.user_with_password(email="wu.yan@example.org")
    for password in ("wrong words here", factories.PASSWORD):
        visitor.fill("/login", email=user.email, password=password)
    visitor.send("/logout")
    visitor.fill("/login", email="my password by mistake@x.org", password="wrong")

    told = [event for event in security.events if event["event"].startswith("log")]
    assert [event["event"] for event in told] == ["login_failed", "login", "logout", "login_failed"]
    assert told[0]["of"] == told[1]["user"] == told[2]["user"] == user.id
    assert len(told[3]["account"]) == 16
    for hidden in (b"wu.yan", b"plain words", b"wrong", b"mistake"):
        assert hidden not in security.raw


def test_what_becomes_of_an_account_is_told(security: Gathered, admin: Client):
    user = factories.user(role=Role.VIEWER)
    factories.account_link(user, "a-token")
    admin.fill("/new-password", token="a-token", password="four other quiet words")
    admin.send(f"/settings/people/{user.id}/link")
    fields = admin.visit(f"/settings/people/{user.id}/edit").fields() | {"role": "editor"}
    del fields["is_active"]

    admin.post(f"/settings/people/{user.id}/edit", data=fields)

    told = {event["event"]: event for event in security.events if event.get("of") == user.id}
    assert set(told) >= {"role_changed", "password_changed", "account_closed", "sessions_ended"}
    assert told["link_made"]["kind"] == "reset"
    assert told["role_changed"]["role"] == "editor"
    assert told["role_changed"]["endpoint"] == "settings.edit_person"
    assert told["role_changed"]["user"] not in (None, user.id)


def test_what_is_refused_and_what_leaves_is_told(
    security: Gathered, editor: Client, visitor: Client
):
    editor.get("/settings/people")
    editor.post("/partners/new", data={"csrf_token": "made up", "name_en": "Evil"})
    editor.get("/partners/export.csv?q=Charite")

    told = [(event["event"], event.get("endpoint")) for event in security.events]
    assert told[-3:] == [
        ("access_refused", "settings.people"),
        ("form_refused", "partners.new"),
        ("exported", "partners.export"),
    ]
    assert b"Charite" not in security.raw


def test_a_setting_that_changed_is_told_without_its_value(security: Gathered, admin: Client):
    admin.fill("/settings/office", name_en="School of Quiet Words")

    (told,) = security.named("settings_changed")
    assert (told["kind"], told["act"]) == ("office", "created")
    assert "name_en" in told["fields"]
    assert b"Quiet" not in security.raw


def test_what_was_not_saved_is_not_told(security: Gathered, app: Flask):
    factories.user(role=Role.ADMIN)
    db.session.flush()
    db.session.rollback()
    db.session.commit()

    assert security.events == []


def test_what_other_modules_say_is_a_line_too(server: Gathered, app: Flask):
    logging.getLogger("crm.documents.text").warning("reading took more than %s s", 20)

    assert server.events[-1]["event"] == "crm.documents.text"
    assert server.events[-1]["text"] == "reading took more than 20 s"
