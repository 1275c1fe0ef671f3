"""What was typed comes back when it cannot be taken: logged out, too old, or nothing to save to."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from crm.extensions import db
from crm.models import Partner
from tests import factories
from tests.client import Client
from tests.pages import Page

FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
TYPED = {
    "name_en": 'Universität "Q" <b>',
    "category": "hospital",
    "status": "active",
    "notes": "one\r\ntwo",
}


@contextmanager
def out_of_order(beginning: str) -> Iterator[None]:
    """The database answers no statement that begins so."""

    def refuse(_connection, _cursor, statement, *_rest):
        if statement.startswith(beginning):
            raise OperationalError(statement, {}, Exception("database or disk is full"))

    event.listen(db.engine, "before_cursor_execute", refuse)
    yield
    event.remove(db.engine, "before_cursor_execute", refuse)


def _log_in_on(visitor: Client, page: Page) -> Page:
    person = factories.user_with_password()
    fields = page.fields() | {"email": person.email, "password": factories.PASSWORD}
    answer = visitor.post(page.action, data=fields)
    assert answer.status_code == 200
    return Page(answer.text, "/login")


def test_a_form_sent_after_the_login_ran_out_comes_back_after_the_next_login(visitor: Client):
    answer = visitor.post("/partners/new", data=TYPED, headers=FROM_HERE)
    assert answer.status_code == 401

    between = _log_in_on(visitor, Page(answer.text, "/login"))
    again = visitor.post(between.action, data=between.fields())

    page = Page(again.text, "/partners/new")
    assert between.action == "/partners/new"
    assert page.value("name_en") == TYPED["name_en"]
    assert page.fields()["notes"] == ["one\ntwo"]
    assert db.session.scalars(select(Partner)).all() == []


def test_a_wrong_password_in_between_loses_nothing(visitor: Client):
    factories.user()
    page = Page(visitor.post("/partners/new", data=TYPED, headers=FROM_HERE).text, "/login")

    wrong = visitor.post(page.action, data=page.fields() | {"email": "a@b.c"})

    assert wrong.status_code == 422
    assert Page(wrong.text, "/login").fields()["kept.name_en"] == [TYPED["name_en"]]


def test_a_button_pressed_after_the_login_ran_out_leads_back_to_its_page(visitor: Client):
    headers = FROM_HERE | {"Referer": "http://localhost/tasks?whose=all"}

    answer = visitor.post("/tasks/7/done", headers=headers)

    assert answer.location == "/login?next=/tasks?whose%3Dall"


def test_a_form_of_an_older_login_comes_back_to_be_saved_once_more(editor: Client):
    answer = editor.post("/partners/new", data=TYPED, headers=FROM_HERE)
    assert answer.status_code == 400

    page = Page(answer.text, "/partners/new")
    form = Page(editor.post(page.action, data=page.fields()).text, "/partners/new")

    assert form.value("name_en") == TYPED["name_en"]
    assert db.session.scalars(select(Partner)).all() == []


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Referer": "http://elsewhere.example/"}]
)
def test_what_another_site_sends_is_not_shown_again(
    editor: Client, visitor: Client, headers: dict[str, str]
):
    for client, status in ((editor, 400), (visitor, 302)):
        answer = client.post("/partners/new", data=TYPED, headers=headers)

        assert answer.status_code == status
        assert "Universit" not in answer.text


def test_passwords_are_not_kept_in_a_page(admin: Client):
    fields = {"name": "Lin Mei", "password": "four plain words more"}

    answer = admin.post("/settings/people/new", data=fields, headers=FROM_HERE)

    assert "Lin Mei" in answer.text
    assert "four plain words" not in answer.text


def test_what_a_full_disk_refuses_is_kept_and_saved_by_trying_again(editor: Client):
    fields = editor.visit("/partners/new").fields() | TYPED
    with out_of_order("INSERT"):
        answer = editor.post("/partners/new", data=fields, headers=FROM_HERE)
    page = Page(answer.text, "/partners/new")
    assert (answer.status_code, page.heading) == (503, "Busy")

    again = editor.post(page.action, data=page.fields())

    assert again.status_code == 302
    assert db.session.scalars(select(Partner.notes)).all() == ["one\ntwo"]


def test_a_database_that_cannot_even_say_who_asks_gives_a_page_to_try_again(
    app: Flask, editor: Client
):
    fields = editor.visit("/partners/new").fields() | TYPED
    with out_of_order("SELECT"):
        sent = editor.post("/partners/new", data=fields, headers=FROM_HERE)
        asked = editor.get("/partners")

    assert (sent.status_code, asked.status_code) == (503, 503)
    assert Page(sent.text, "/").fields()["name_en"] == [TYPED["name_en"]]
    assert "Try again" in asked.text
