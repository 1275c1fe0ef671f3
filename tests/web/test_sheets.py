"""The same form sent twice makes one record; other words are another one."""

from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.extensions import db
from crm.models import Agreement, Contact, Document, Partner, Task
from tests import factories
from tests.at_once import clicked_at_once
from tests.client import Client
from tests.documents import papers

FORMS = [
    ("/partners/new", Partner, {"name_en": "Oslo", "category": "hospital", "status": "active"}),
    ("/contacts/new", Contact, {"name_en": "Kari Nordmann"}),
    ("/tasks/new", Task, {"title": "Call the dean"}),
    ("/agreements/new", Agreement, {"title_en": "Exchange"}),
]


def number_of(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def filled(client: Client, address: str, typed: dict[str, object]) -> dict[str, object]:
    fields = client.visit(address).fields() | typed
    if "contacts" in address:
        fields |= {"partner_id": factories.partner().id}
    if "agreements" in address:
        fields |= {"type_id": factories.shipped_type().id, "partner_ids": factories.partner().id}
    return fields


@pytest.mark.parametrize(("address", "model", "typed"), FORMS)
def test_a_form_sent_twice_makes_one_record_and_leads_to_it_both_times(
    editor: Client, address: str, model: type, typed: dict[str, object]
):
    fields = filled(editor, address, typed)

    first, second = (editor.post(address, data=fields) for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 302)
    assert first.location == second.location
    assert number_of(model) == 1


def test_two_clicks_at_once_make_one_record(app: Flask, editor: Client):
    fields = filled(editor, "/tasks/new", {"title": "Call the dean"})

    locations = clicked_at_once(app, editor, "/tasks/new", fields)

    assert number_of(Task) == 1
    assert len(locations) == 1


def test_the_same_page_with_other_words_is_another_record(editor: Client):
    fields = filled(editor, "/tasks/new", {"title": "Call the dean"})

    editor.post("/tasks/new", data=fields)
    editor.post("/tasks/new", data=fields | {"title": "Call the rector"})

    assert number_of(Task) == 2


def test_the_same_words_on_another_page_are_another_record(editor: Client):
    for _ in range(2):
        editor.fill("/tasks/new", title="Call the dean")

    assert number_of(Task) == 2


def test_what_two_people_send_is_two_records(editor: Client, admin: Client):
    fields = filled(editor, "/tasks/new", {"title": "Call the dean"})
    other = admin.visit("/tasks/new").fields() | {"sheet": fields["sheet"]}

    editor.post("/tasks/new", data=fields)
    admin.post("/tasks/new", data=other | {"title": "Call the dean"})

    assert number_of(Task) == 2


def test_a_record_that_was_deleted_meanwhile_is_not_made_again(editor: Client):
    fields = filled(editor, "/tasks/new", {"title": "Call the dean"})
    editor.post("/tasks/new", data=fields)
    db.session.delete(db.session.scalars(select(Task)).one())

    again = editor.post("/tasks/new", data=fields)

    assert again.status_code == 422
    assert number_of(Task) == 0


def test_a_file_sent_twice_is_filed_once_and_another_of_its_name_is_filed(editor: Client):
    address = f"/agreements/{factories.agreement().id}/documents"
    token = editor.visit("/settings/profile").value("csrf_token")

    one, two = papers.word("one"), papers.word("two")
    for content in (one, one, two):
        given = {"csrf_token": token, "sheet": "s", "kind": "signed", "access": "staff"}
        editor.post(address, data=given | {"files": (BytesIO(content), "paper.docx")})

    assert number_of(Document) == 2
