"""The trash as people meet it: what goes is said before, and taken back with one click."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from crm.database import now
from crm.documents import storage
from crm.extensions import db
from crm.models import Access, Act, Agreement, Partner, Role, SavedView, Task, TrashItem, User
from crm.models.trash import KEPT_FOR
from tests import factories
from tests.client import Client
from tests.conftest import Counted
from tests.trash.whole import full_agreement, full_partner


def deleted(client: Client, address: str) -> TrashItem:
    client.fill(f"{address}/delete")
    return db.session.scalars(select(TrashItem).order_by(TrashItem.id.desc())).first()


def test_the_page_that_deletes_says_what_goes(editor: Client):
    partner = full_partner()

    page = editor.visit(f"/partners/{partner.id}/delete")

    told = dict(zip(page.texts("dt"), page.texts("dd"), strict=True))
    assert told == {"Task": "1: Call", "Timeline": "1: Visit"} | {
        "Document": "1: Letter",
        "Version": "1",
    }


def test_an_agreement_says_all_that_goes_in_few_statements(editor: Client, counted: Counted):
    full = full_agreement()

    with counted() as statements:
        page = editor.visit(f"/agreements/{full.id}/delete")

    assert len(statements) <= 8
    told = dict(zip(page.texts("dt"), page.texts("dd"), strict=True))
    assert told["Party"] == "2"
    assert told["Document"] == "2: Scan …"  # the other one is for administrators


def test_what_was_deleted_comes_back_from_the_notice(editor: Client):
    task = factories.task("Call Oslo")
    db.session.commit()

    editor.fill(f"/tasks/{task.id}/delete")
    notice = editor.visit("/tasks")

    assert "Task deleted." in notice.text
    (item,) = db.session.scalars(select(TrashItem)).all()
    assert f"/trash/{item.id}/restore" in notice.html
    back = editor.send(f"/trash/{item.id}/restore")
    assert back.location == f"/tasks/{task.id}"
    assert db.session.scalars(select(Task.title)).all() == ["Call Oslo"]


def test_a_second_click_on_undo_finds_the_record_where_the_first_has_put_it(editor: Client):
    task = factories.task("Call Oslo")
    db.session.commit()
    editor.fill(f"/tasks/{task.id}/delete")
    (item,) = db.session.scalars(select(TrashItem)).all()
    address, kept = f"/trash/{item.id}/restore", f"/tasks/{item.record_id}"
    page = editor.visit("/tasks")
    undo = {name: page.value(name) for name in ("csrf_token", "sheet")}

    first, second = (editor.post(address, data=undo) for _click in "12")

    assert (first.location, second.location) == (kept, kept)
    assert db.session.scalars(select(Task.title)).all() == ["Call Oslo"]


def test_the_list_names_what_lies_there_and_the_page_what_comes_back(editor: Client):
    item = deleted(editor, f"/agreements/{full_agreement().id}")

    listed = editor.visit("/trash")
    page = editor.visit(f"/trash/{item.id}")

    assert "Full agreement" in listed.text
    assert "Task6: File it, Done, Send the report, Paid, Thank them" in page.text
    assert "Secret" not in page.text


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("en", "University of Oslo", "奥斯陆大学"),
        ("zh_Hans", "奥斯陆大学", "University of Oslo"),
    ],
)
def test_what_was_deleted_is_called_in_the_language_of_the_reader_first(
    app: Flask, language: str, first: str, second: str
):
    person = app.test_client().log_in(factories.user(language=language))
    partner = factories.partner("University of Oslo", name_zh="奥斯陆大学")
    address = f"/partners/{partner.id}"
    item = deleted(person, address)

    listed = person.visit("/trash")
    page = person.visit(f"/trash/{item.id}")
    typed = ("oslo", "of uni", "斯陆", "asldx", "daxue", "奧斯陸")
    found = [person.visit(f"/trash?q={words}") for words in typed]
    file = person.get("/trash/export.csv").text

    assert listed.texts("a", class_="name") == [first]
    assert second in listed.texts("small", class_="other")
    assert page.heading == first
    assert all(first in list_of.text for list_of in found)
    assert first in file
    assert second in file
    assert person.send(f"/trash/{item.id}/restore").location == address
    assert f"“{first}”" in person.visit("/").text


@pytest.mark.parametrize(("language", "named"), [("en", "Memorandum"), ("zh_Hans", "合作备忘录")])
def test_what_goes_along_is_called_in_the_language_of_the_reader(
    app: Flask, language: str, named: str
):
    person = app.test_client().log_in(factories.user(role=Role.ADMIN, language=language))
    kind = factories.agreement_type()
    factories.type_field(kind, "Memorandum", label_zh="合作备忘录")
    address = f"/settings/agreement-types/{kind.id}"

    before = person.visit(f"{address}/delete")

    assert named in "".join(before.texts("dd"))


def test_the_history_of_what_was_deleted_leads_to_the_trash(editor: Client):
    task = factories.task()
    db.session.commit()
    item = deleted(editor, f"/tasks/{task.id}")
    line = next(line for line in factories.changes() if line.act is Act.DELETED)

    assert f"/trash/{item.id}" in editor.visit(f"/history/{line.id}").links()


def test_papers_and_set_up_of_administrators_are_theirs_in_the_trash_too(
    admin: Client, editor: Client
):
    agreement = factories.agreement()
    secret = {"agreement_id": agreement.id, "access": Access.ADMINISTRATORS}
    paper, unit = factories.document("Secret", **secret), factories.unit("Nursing")
    db.session.commit()
    items = [
        deleted(admin, f"/documents/{paper.id}"),
        deleted(admin, f"/settings/units/{unit.id}"),
    ]

    assert {i.is_restricted for i in items} == {True}
    for item in items:
        editor.visit(f"/trash/{item.id}", status=404)
        assert item.name in admin.visit("/trash").text
        assert item.name not in editor.visit("/trash").text


def test_whoever_deletes_a_view_of_theirs_takes_that_back(app: Flask, viewer: Client):
    mine = db.session.scalars(select(User).where(User.name == "Wu Yan")).one()
    view = factories.saved_view(mine, name="Hospitals")
    other = factories.trash_item()
    db.session.commit()
    viewer.send(f"/views/{view.id}/delete")
    item = db.session.scalars(select(TrashItem).where(TrashItem.record_type == "saved_view")).one()

    viewer.send(f"/trash/{item.id}/restore")

    assert db.session.scalars(select(SavedView.name)).all() == ["Hospitals"]
    assert viewer.send(f"/trash/{other.id}/restore").status_code == 403


def test_only_an_administrator_empties_it_and_only_of_what_is_old(admin: Client, editor: Client):
    old, new = factories.task("Old"), factories.task("New")
    agreement = factories.agreement()
    paper = factories.document("Old paper", agreement_id=agreement.id)
    db.session.commit()
    for address in (f"/tasks/{old.id}", f"/documents/{paper.id}"):
        item = deleted(editor, address)
        item.deleted_at = now() - KEPT_FOR - timedelta(days=400)
    deleted(editor, f"/tasks/{new.id}")
    db.session.commit()

    assert editor.get("/trash/empty").status_code == 403
    assert "2 records were deleted" in admin.visit("/trash/empty").text
    admin.fill("/trash/empty")

    assert db.session.scalars(select(TrashItem.name)).all() == ["New"]
    gone = [line for line in factories.changes() if "for_good" in line.fields]
    assert {line.name for line in gone} == {"Old", "Old paper"}


def test_an_administrator_deletes_one_of_it_for_good_before_its_time(admin: Client, editor: Client):
    agreement = factories.agreement()
    wrong = factories.document("Wrong paper", agreement_id=agreement.id)
    kept = factories.task("Kept")
    db.session.commit()
    path = storage.path_of(wrong.versions[0].digest)
    item, other = deleted(editor, f"/documents/{wrong.id}"), deleted(editor, f"/tasks/{kept.id}")
    address = f"/trash/{item.id}/delete"

    refused = editor.get(address).status_code
    asked = admin.visit(address).text
    admin.fill(address)
    notice = admin.visit("/trash").text

    assert refused == 403
    assert "It cannot be restored afterwards" in asked
    assert "“Wrong paper” is gone for good." in notice
    assert db.session.scalars(select(TrashItem.id)).all() == [other.id]
    assert not path.exists()
    assert [line.name for line in factories.changes() if "for_good" in line.fields] == [
        "Wrong paper"
    ]


def test_a_partner_that_agreements_need_stays(editor: Client):
    agreement = factories.agreement()
    partner = agreement.parties[0].partner_id
    db.session.commit()

    page = editor.refused(f"/partners/{partner}/delete")

    assert "It still has 1 agreement" in page.text
    assert db.session.get(Partner, partner) is not None
    assert db.session.get(Agreement, agreement.id) is not None
