"""A person who is erased is named nowhere any more, and all else is as it was."""

import io
import json
import zipfile
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from crm.backups.archive import Office, write_backup
from crm.contacts.actions import delete_contact
from crm.database import now
from crm.extensions import db
from crm.history.chain import first_broken
from crm.models import (
    Act,
    Agreement,
    Contact,
    FieldKind,
    Happening,
    Partner,
    Position,
    Suggestion,
    Task,
    TrashItem,
)
from crm.models.change import HIDDEN
from crm.operations.checks.run import Run
from crm.operations.checks.search import search as check_search
from crm.operations.waiting_files import let_go_of_all, let_go_of_old
from crm.trash.actions import move_to_trash, restore
from crm.web.locale import this_moment
from crm.web.long_work import State
from tests import factories
from tests.client import Client
from tests.databases import ONE_ENGINE

TRACES = ("kari", "nordmann", "诺德曼", "+47 22", "hansen", "secret of hers")


@pytest.fixture
def kari(app: Flask) -> int:
    """Somebody who stands in every corner of the office."""
    oslo = factories.partner()
    kari = factories.contact(
        "Kari Hansen",
        name_zh="卡丽·诺德曼",
        email="kari@example.org",
        phone="+47 22",
        notes="secret of hers",
    )
    factories.position(kari, oslo, is_main=True, title="Dean of Kari's school")
    db.session.commit()
    kari.name_en = "Kari Nordmann"  # she has married
    db.session.commit()
    kind = factories.agreement_type()
    field = factories.type_field(kind, "Director", kind=FieldKind.PERSON)
    live, old = factories.agreement("Live", oslo), factories.agreement("Old", oslo)
    for agreement in (live, old):
        factories.field_value(agreement, field, kari.id)
        link = factories.counterpart_link(agreement, oslo)
        named = {"name_en": [None, "Kari Nordmann"]}
        factories.suggestion(link, contact_id=kari.id, content=named)
    newcomer = {"name_zh": [None, "卡丽·诺德曼"], "email": [None, "k@example.net"]}
    link = factories.counterpart_link(live, oslo)
    factories.suggestion(link, about="Kari Nordmann", content=newcomer)
    factories.partner("Kari Nordmann Foundation")
    factories.happening(
        "Visit", body="Lunch with kari  nordmann, and kari@example.org", partner_id=oslo.id
    )
    moved = factories.task("Call Kari Nordmann", partner_id=oslo.id)
    factories.task("Write to 卡丽·诺德曼", partner_id=oslo.id)
    factories.batch("Import of Kari Nordmann.csv")
    factories.saved_view(factories.user(), room="contacts", query="q=Kari Nordmann")
    factories.contact("Kari Nordmann", email="another@example.com")
    db.session.commit()
    moved.title = "Call somebody"
    db.session.commit()
    move_to_trash({}, old)
    move_to_trash({}, factories.task("Ask Kari Nordmann"))
    db.session.commit()
    return kari.id


def traces(text: str) -> list[str]:
    """Which of her traces stand in the text; her namesake's are hers no more."""
    lower = text.lower().replace("\\u5361\\u4e3d", "诺德曼")
    return [trace for trace in TRACES if trace in lower]


def everything(app: Flask) -> str:
    """All that a backup holds, but for the namesake."""
    file = Path(app.config["INSTANCE_PATH"]) / "probe.zip"
    write_backup(Office(db.engine, file.parent), file, now())
    with zipfile.ZipFile(file) as archive:
        told = [archive.read(n).decode() for n in archive.namelist() if n.startswith("data/")]
    file.unlink()
    lines = "\n".join(told).splitlines()
    spared = ("another@example.com", "Foundation")
    return "\n".join(line for line in lines if not any(word in line for word in spared))


def erase(admin: Client, contact_id: int, **typed: object):
    return admin.fill(f"/contacts/{contact_id}/erase", name="Kari Nordmann", **typed)


def test_nothing_names_the_person_in_a_backup_made_afterwards(app: Flask, admin: Client, kari):
    assert set(traces(everything(app))) == set(TRACES)
    lines = len(factories.changes())

    answer = erase(admin, kari)
    log = Path(f"{db.engine.url.database}-wal")  # of SQLite

    assert answer.location == "/contacts"
    assert not (log.exists() and b"secret of hers" in log.read_bytes())
    assert traces(everything(app)) == []
    assert first_broken() is None
    assert list(check_search(Run(mends=False, watch=lambda _l, items, _n: items))) == []
    assert len(factories.changes()) > lines
    told = [c for c in factories.changes() if (c.owner_type, c.owner_id) == ("contact", kari)]
    assert {c.name for c in told} == {HIDDEN}
    assert told[-1].act is Act.DELETED
    assert told[0].fields["email"] == [None, HIDDEN]


def test_the_rest_is_as_it_was(admin: Client, kari):
    erase(admin, kari)

    namesake = db.session.scalars(select(Contact)).one()
    assert (namesake.name_en, namesake.email) == ("Kari Nordmann", "another@example.com")
    own = [
        c for c in factories.changes() if c.owner_id == namesake.id and c.owner_type == "contact"
    ]
    assert own[0].fields["name_en"] == [None, "Kari Nordmann"]
    assert db.session.scalars(select(Happening.body)).all() == [
        f"Lunch with {HIDDEN}, and {HIDDEN}"
    ]
    assert set(db.session.scalars(select(Task.title))) == {"Call somebody", f"Write to {HIDDEN}"}
    (left,) = db.session.scalars(select(Suggestion))
    named = {"name_zh": [None, HIDDEN], "email": [None, "k@example.net"]}
    assert (left.about, left.content) == (HIDDEN, named)
    assert "Kari Nordmann Foundation" in db.session.scalars(select(Partner.name_en)).all()
    items = db.session.scalars(select(TrashItem).order_by(TrashItem.id)).all()
    assert [item.name for item in items] == ["Old", f"Ask {HIDDEN}"]
    restore({}, items[0])
    db.session.commit()
    assert set(db.session.scalars(select(Agreement.title_en))) == {"Live", "Old"}


def test_what_is_not_ticked_stays(app: Flask, admin: Client, kari):
    page = admin.visit(f"/contacts/{kari}/erase")
    assert "Lunch with kari nordmann" in page.text
    assert f"/happenings/{db.session.scalars(select(Happening.id)).one()}" in page.links()

    erase(admin, kari, take_out=[])

    assert "Lunch with kari  nordmann" in db.session.scalars(select(Happening.body)).one()
    assert first_broken() is None
    assert "hansen" not in everything(app).lower()


def test_the_name_must_be_typed_and_only_administrators_may(admin: Client, editor: Client, kari):
    page = admin.refused(f"/contacts/{kari}/erase", name="Kari")

    assert page.error("name") == "Type the name as it stands: Kari Nordmann / 卡丽·诺德曼."
    for address in ("erase", "held.zip"):
        assert editor.get(f"/contacts/{kari}/{address}").status_code == 403
    assert db.session.get(Contact, kari)


def test_somebody_in_the_trash_is_erased_from_there(app: Flask, admin: Client, kari):
    for answer in db.session.scalars(select(Agreement)):
        db.session.delete(answer)
    item = delete_contact({}, db.session.get_one(Contact, kari))
    db.session.commit()
    assert f"/contacts/{kari}/erase" in admin.visit(f"/trash/{item.id}").links()

    erase(admin, kari)

    assert traces(everything(app)) == []
    assert item not in db.session.scalars(select(TrashItem)).all()
    admin.visit(f"/contacts/{kari}/erase", status=404)


def test_everything_held_comes_as_one_file(admin: Client, kari):
    factories.signatory(
        db.session.scalars(select(Agreement)).one(), "Kari Nordmann", signed_on=date(2024, 2, 29)
    )

    person = db.session.get_one(Contact, kari)
    factories.happening("Dinner", happened_on=date(2026, 3, 4), contacts=[person])
    factories.enquiry(email="kari@example.org", message="May I come?")
    person.tags = "dean, 重点"

    answer = admin.get(f"/contacts/{kari}/held.zip")

    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        told = json.loads(archive.read("held.json"))
        page = archive.read("held.html").decode()
    sections = {section["title"]: section["rows"] for section in told["sections"]}
    assert {"Field": "Notes", "Content": "secret of hers"} in sections["Person"]
    assert [row["Partner"] for row in sections["Positions"]] == ["University of Oslo"]
    assert {"Field": "Tags", "Content": "dean, 重点"} in sections["Person"]
    met = sections["Happenings with the person"]
    assert [(row["Day"], row["Record"]) for row in met] == [("2026-03-04", "Dinner")]
    assert [row["Record"] for row in sections["Enquiries of the person"]] == ["May I come?"]
    assert [row["Record"] for row in sections["Agreements signed"]] == ["Live"]
    assert [row["Record"] for row in sections["Named by agreements"]] == ["Live"]
    assert {row["Record"] for row in sections["Texts that name the person"]} >= {"Visit"}
    assert any("Kari Hansen" in row["From what to what"] for row in sections["History"])
    assert {row["Record"] for row in sections["Trash"]} == {"Old"}
    assert "Lunch with kari" in page
    assert ">4 Mar 2026</time>" in page
    assert "+00:00<" not in page


def test_what_the_trash_holds_of_a_person_reads_as_it_did_before(admin: Client, kari):
    position = db.session.scalars(select(Position).where(Position.contact_id == kari)).one()
    position.is_main, position.is_past, position.until_on = False, True, date(2025, 6, 30)
    db.session.commit()
    before = _held(admin, kari)
    admin.fill(f"/contacts/{kari}/delete")

    after = _held(admin, kari)

    assert after["Person"] == before["Person"]
    assert after["Positions"] == before["Positions"]
    assert [row["Until"] for row in after["Positions"]] == ["2025-06-30"]


def _held(visitor: Client, contact: int) -> dict[str, list[dict[str, str]]]:
    answer = visitor.get(f"/contacts/{contact}/held.zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        told = json.loads(archive.read("held.json"))
    return {section["title"]: section["rows"] for section in told["sections"]}


def test_who_was_merged_into_a_person_is_erased_with_that_person(app: Flask, admin: Client):
    kari = factories.contact("Kari Nordmann")
    twin = factories.contact("K. Hansen", email="kari.hansen@example.org")
    db.session.commit()
    number, merged = kari.id, twin.id
    admin.fill(f"/contacts/merge?number={number}&number={merged}")
    page = admin.visit(f"/contacts/{number}/erase")

    answer = admin.post(f"/contacts/{number}/erase", data=page.fields() | {"name": "Kari Nordmann"})

    assert answer.status_code == 302
    db.session.expire_all()
    told = json.dumps([[line.name, line.fields] for line in factories.changes()])
    assert "Hansen" not in told
    assert "hansen" not in told
    assert db.session.scalars(select(TrashItem)).all() == []


@ONE_ENGINE
def test_files_that_wait_for_an_import_go_with_the_person_and_in_time(app: Flask, admin: Client):
    folder, day = Path(app.config["INSTANCE_PATH"], "imports"), timedelta(days=1)

    def upload() -> Path:
        sent = {"file": (io.BytesIO(b"Name\nKari Nordmann"), "people.csv")}
        page = admin.visit("/contacts/import").fields()
        key = admin.post("/contacts/import", data=page | sent).location.split("/")[2]
        return folder / key

    kari, first = factories.contact("Kari Nordmann"), upload()
    db.session.commit()
    was_there = first.exists()
    erase(admin, kari.id)
    second, at_work = upload(), upload()
    (at_work / "work.json").write_text(json.dumps(asdict(State(1, 9, this_moment().isoformat()))))
    number = let_go_of_all()
    gone = [let_go_of_old(now()), let_go_of_old(now() + day * 2)]

    assert (was_there, first.exists(), second.exists()) == (True, False, False)
    assert (number, gone, at_work.exists()) == (1, [0, 1], False)
