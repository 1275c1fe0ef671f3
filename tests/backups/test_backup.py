"""All that the office keeps in one file, and back: on either engine, and from one to the other."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, select, text

from crm.backups import archive
from crm.backups.archive import MANIFEST, Office, parts, write_backup
from crm.backups.reading import check_whole, open_backup
from crm.backups.restoring import restore
from crm.backups.shelf import KEPT, make_daily, put_on_shelf, shelf
from crm.database import Base
from crm.documents import storage
from crm.documents.actions import add_documents, delete_document
from crm.documents.intake import examine
from crm.errors import Refused
from crm.extensions import db
from crm.history.chain import first_broken
from crm.models import DocumentKind, Partner, TrashItem
from crm.models.finding import found
from crm.trash.actions import delete_for_good
from tests import factories
from tests.addresses import fill_office
from tests.at_once import clicked_at_once
from tests.client import Client
from tests.conftest import opened
from tests.databases import ONE_ENGINE, Copies, empty
from tests.documents import papers

COMMAND = Path(sys.executable).with_name("crm")
NOON = datetime(2026, 11, 24, 12, 0, 1, tzinfo=UTC)
MOMENTS = (NOON + timedelta(seconds=second) for second in count())
"""What was there before is named after the second."""


OPENS = {"user_session", "half_login", "passkey_challenge", "account_link", "reset_wish"}


def office_of(app: Flask) -> Office:
    return Office(db.engine, Path(app.config["INSTANCE_PATH"]))


def content(engine: Engine) -> dict[str, list[object]]:
    """All rows of all tables, as they are read; but for what lets somebody in."""
    with engine.connect() as connection:
        return {
            table.name: sorted(
                repr([_plain(value) for value in row])
                for row in connection.execute(table.select()).all()
            )
            for table in Base.metadata.sorted_tables
            if table.name not in OPENS
        }


def _plain(value: object) -> object:
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def fill() -> None:
    """Of everything something, and what is hard to carry over."""
    fill_office(1)
    factories.partner("🩺 Universität \u202bمرحبا\u202c 研究 <b>", notes='one\ntwo\t\\ "three"')
    factories.agreement("Leap", signed_on=date(2024, 2, 29), expires_on=date(2028, 2, 29))
    db.session.commit()


@pytest.fixture
def backup(app: Flask, tmp_path: Path) -> Path:
    fill()
    file = tmp_path / "office.zip"
    write_backup(office_of(app), file, NOON)
    return file


def bring_back(app: Flask, file: Path) -> str | None:
    opened_backup = open_backup(file)
    list(check_whole(opened_backup))
    db.session.remove()
    return restore(office_of(app), opened_backup, next(MOMENTS)).before


@contextmanager
def another_office(folder: Path, copies: Copies, engine: str = "sqlite") -> Iterator[Flask]:
    folder.mkdir()
    with opened(folder, copies.new(engine, folder)) as app, app.app_context():
        yield app
        db.session.remove()


def test_what_was_saved_comes_back_as_it_was(app: Flask, backup: Path):
    before = content(db.engine)
    documents = sorted(path.name for path in storage.folder().rglob("*") if path.is_file())
    empty(db.engine)
    factories.partner("Made since")
    db.session.commit()

    kept = bring_back(app, backup)

    assert content(db.engine) == before
    assert sorted(p.name for p in storage.folder().rglob("*") if p.is_file()) == documents
    assert kept is not None
    assert first_broken() is None


def test_a_damaged_document_is_put_right(app: Flask, backup: Path):
    document = next(path for path in storage.folder().glob("[0-9a-f][0-9a-f]/*"))
    said = document.read_bytes()
    document.unlink()
    document.write_bytes(said[:-1])

    bring_back(app, backup)

    assert document.read_bytes() == said


def test_a_backup_says_which_documents_were_damaged_before(
    app: Flask, admin: Client, tmp_path: Path
):
    fill()
    document = next(path for path in storage.folder().glob("[0-9a-f][0-9a-f]/*"))
    said = document.read_bytes()
    document.unlink()
    document.write_bytes(said[:-1])

    damaged = write_backup(office_of(app), tmp_path / "office.zip", NOON)
    backup = open_backup(tmp_path / "office.zip")
    list(check_whole(backup))
    page = admin.visit(admin.send("/settings/backups").location)

    assert damaged == backup.damaged == [document.parent.name + document.name]
    assert "1 document in it is damaged" in page.text
    document.write_bytes(said)


def test_search_numbers_and_pages_work_after_it(app: Flask, backup: Path):
    empty(db.engine)
    bring_back(app, backup)

    clause = found(Partner, "universitat")
    assert clause is not None
    assert len(db.session.scalars(select(Partner).where(clause)).all()) == 1
    assert factories.partner("New").id > 0
    client = app.test_client().log_in(factories.user())
    assert "Leap" in client.visit("/agreements?per_page=200").text


@ONE_ENGINE
def test_from_sqlite_to_postgresql_and_back(
    app: Flask, backup: Path, tmp_path: Path, copies: Copies
):
    before = content(db.engine)

    with another_office(tmp_path / "there", copies, "postgresql") as there:
        bring_back(there, backup)
        assert content(db.engine) == before
        second = tmp_path / "second.zip"
        write_backup(office_of(there), second, NOON)
    with another_office(tmp_path / "back", copies) as back:
        bring_back(back, second)
        assert content(db.engine) == before
        assert first_broken() is None


def test_a_backup_is_of_one_instant_though_people_work(app: Flask, tmp_path: Path):
    """Each partner is written with a task; no backup has one without the other."""
    done = threading.Event()

    def work() -> None:
        with app.app_context():
            number = 0
            while not done.is_set():
                number += 1
                partner = factories.partner(f"Partner {number}")
                factories.task(f"Task {number}", partner_id=partner.id)
                db.session.commit()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        for number in range(5):
            write_backup(office_of(app), tmp_path / f"{number}.zip", NOON)
    finally:
        done.set()
        worker.join()

    for number in range(5):
        rows = open_backup(tmp_path / f"{number}.zip").tables
        assert rows["partner"] == rows["task"]


def test_a_backup_says_what_is_in_it_and_the_progress_reaches_its_end(app: Flask, tmp_path: Path):
    fill()
    told: list[int] = []

    write_backup(office_of(app), tmp_path / "office.zip", NOON, told.append)

    with zipfile.ZipFile(tmp_path / "office.zip") as zipped:
        manifest = json.loads(zipped.read(MANIFEST))
        assert sorted(zipped.namelist()) == sorted([*manifest["members"], MANIFEST])
    assert sum(told) == parts(office_of(app))
    assert manifest["made_at"] == "2026-11-24T12:00:01+00:00"
    assert (tmp_path / "office.zip").stat().st_mode & 0o077 == 0


def _damaged(file: Path, change: str) -> None:
    with zipfile.ZipFile(file) as zipped:
        members = {name: zipped.read(name) for name in zipped.namelist()}
    if change == "content":
        members["data/partner.jsonl"] = members["data/partner.jsonl"].replace(
            b"Partner", b"Portner"
        )
    elif change == "gone":
        del members["data/task.jsonl"]
    elif change == "stranger":
        members["../../evil"] = b"x"
    elif change == "newer":
        members[MANIFEST] = members[MANIFEST].replace(b'"revision": "00', b'"revision": "99')
    elif change == "long":
        members["data/unit.jsonl"] += b" " * 1_000_000
    with zipfile.ZipFile(file, "w") as zipped:
        for name, octets in members.items():
            zipped.writestr(name, octets)


@ONE_ENGINE
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("content", "data/partner.jsonl is not as it was written"),
        ("gone", "data/task.jsonl cannot be read"),
        ("stranger", "that does not belong there"),
        ("newer", "is of a newer version"),
        ("long", "data/unit.jsonl is not as it was written"),
    ],
)
def test_a_damaged_backup_is_refused_before_anything_is_touched(
    app: Flask, backup: Path, change: str, said: str
):
    before = content(db.engine)
    _damaged(backup, change)

    with pytest.raises(Refused, match=said):
        bring_back(app, backup)

    assert content(db.engine) == before


@pytest.mark.parametrize("text_", ["", "no backup at all"])
def test_a_file_that_is_no_backup_is_refused(tmp_path: Path, text_: str):
    file = tmp_path / "other.zip"
    file.write_text(text_)

    with pytest.raises(Refused, match="is not a backup of this product"):
        open_backup(file)


def test_rows_that_do_not_fit_together_leave_what_is_there(app: Flask, backup: Path):
    before = content(db.engine)
    opened_backup = open_backup(backup)
    with zipfile.ZipFile(backup) as zipped:
        members = {name: zipped.read(name) for name in zipped.namelist()}
    manifest = json.loads(members[MANIFEST])
    manifest["rows"]["partner"] = 0
    members["data/partner.jsonl"] = b""
    members[MANIFEST] = json.dumps(manifest).encode()
    with zipfile.ZipFile(backup, "w") as zipped:
        for name, octets in members.items():
            zipped.writestr(name, octets)
    db.session.remove()

    with pytest.raises(Exception, match=r"does not fit together|violates foreign key"):
        restore(office_of(app), open_backup(backup), next(MOMENTS))

    assert opened_backup.revision
    assert content(db.engine) == before


@pytest.fixture
def empty_shelf(app: Flask) -> None:
    for path in (Path(app.config["INSTANCE_PATH"]) / "backups").glob("*"):
        path.unlink()


@ONE_ENGINE
def test_one_a_day_is_made_and_so_many_are_kept(empty_shelf: None):
    for day in range(1, KEPT + 4):
        moment = datetime(2026, 10, day, 3, tzinfo=UTC)
        assert make_daily(moment) == 1
        assert make_daily(moment.replace(hour=20)) == 0

    names = [kept.name for kept in shelf()]
    assert len(names) == KEPT
    assert names[0] == f"office-202610{KEPT + 3:02}-030000.zip"


@ONE_ENGINE
def test_no_day_is_lost_for_many_that_are_made_by_hand(empty_shelf: None):
    for day in range(1, KEPT + 1):
        make_daily(datetime(2026, 10, day, 3, tzinfo=UTC))
    for minute in range(KEPT):
        put_on_shelf(datetime(2026, 10, KEPT, 9, minute, tzinfo=UTC))

    make_daily(datetime(2026, 10, KEPT + 1, 3, tzinfo=UTC))

    days = [kept.day for kept in shelf()]
    assert sorted(set(days)) == [f"202610{day:02}" for day in range(2, KEPT + 2)]
    assert days.count(f"202610{KEPT:02}") == KEPT + 1


@ONE_ENGINE
def test_what_a_server_left_half_made_goes_with_the_next_of_the_day(app: Flask):
    folder = Path(app.config["INSTANCE_PATH"]) / "backups"
    folder.mkdir(exist_ok=True)
    old, new = folder / ".office-20261001-030000.zip.ab.part", folder / ".office-x.zip.cd.part"
    for part in (old, new):
        part.write_bytes(b"half")
    os.utime(old, (1, 1))
    gone = folder / ".office-20261201-030000.zip.ef.part"
    gone.symlink_to("renamed meanwhile")  # as one that another server has put in its place

    make_daily(datetime(2026, 12, 1, 3, tzinfo=UTC))

    assert not old.exists()
    assert new.exists()
    new.unlink()
    gone.unlink()


@ONE_ENGINE
def test_two_who_make_one_at_the_same_moment_both_have_it(app: Flask, admin: Client):
    for path in (Path(app.config["INSTANCE_PATH"]) / "backups").glob("*"):
        path.unlink()
    fields = {"csrf_token": admin.visit("/settings/backups").value("csrf_token")}

    ways = clicked_at_once(app, admin, "/settings/backups", fields, times=2)

    assert ways == {"/settings/backups"}
    (kept,) = shelf()
    file = Path(app.config["INSTANCE_PATH"]) / "backups" / kept.name
    assert list(check_whole(open_backup(file)))
    assert [path.name for path in file.parent.iterdir()] == [kept.name]


def test_a_backup_has_each_file_that_its_rows_name_though_it_goes_for_good_meanwhile(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    digest, item_id = paper_in_the_trash()
    write_rows = archive._write_rows

    def deleted_for_good_meanwhile(*given: Any) -> int:
        number = write_rows(*given)
        with app.app_context():
            if (item := db.session.get(TrashItem, item_id)) is not None:
                delete_for_good({}, item)
                db.session.commit()
        return number

    monkeypatch.setattr(archive, "_write_rows", deleted_for_good_meanwhile)
    write_backup(office_of(app), tmp_path / "office.zip", NOON)

    backup = open_backup(tmp_path / "office.zip")
    assert [row["digest"] for row in backup.rows("trash_file")] == [digest]
    assert digest in backup.documents


def paper_in_the_trash() -> tuple[str, int]:
    """The digest of its file, and the number of the item."""
    with TemporaryFile() as file:
        file.write(papers.pdf("Signed"))
        values = {"files": [examine(file, "signed.pdf")], "kind": DocumentKind.SIGNED}
        (document,) = add_documents(values, factories.partner(), None, NOON)
    db.session.commit()
    digest = document.versions[0].digest
    item = delete_document({}, document)
    db.session.commit()
    return digest, item.id


@ONE_ENGINE
def test_a_shelf_without_a_fresh_backup_says_so(app: Flask, admin: Client):
    for path in (folder := Path(app.config["INSTANCE_PATH"]) / "backups").glob("*"):
        path.unlink()
    none = admin.visit("/settings/backups")
    admin.send("/settings/backups")
    fresh = admin.visit("/settings/backups")
    (file,) = folder.glob("*.zip")
    old = (app.config["CLOCK"]() - timedelta(days=3)).timestamp()
    os.utime(file, (old, old))

    stale = admin.visit("/settings/backups")

    assert "There is no backup yet." in none.text
    assert "older than two days" not in fresh.text
    assert "older than two days" in stale.text


@ONE_ENGINE
def test_administrators_see_make_and_fetch_backups(app: Flask, admin: Client, editor: Client):
    admin.send("/settings/backups")
    page = admin.visit("/settings/backups")
    (address, *_rest) = [link for link in page.links() if link.endswith(".zip")]

    answer = admin.get(address)

    assert answer.data[:2] == b"PK"
    assert editor.get(address).status_code == 403
    assert admin.get("/settings/backups/office-20200101-000000.zip").status_code == 404
    assert admin.get("/settings/backups/..%2Fcrm.sqlite").status_code == 404


@ONE_ENGINE
@pytest.mark.parametrize("after", [0.4, 0.8, 1.2, 1.6])
def test_a_backup_or_restore_that_is_killed_leaves_what_was_there(
    app: Flask, backup: Path, tmp_path: Path, copies: Copies, after: float
):
    folder = tmp_path / "instance"
    with another_office(folder, copies):
        factories.partner("There before")
        db.session.commit()
    environment = os.environ | {"CRM_INSTANCE_PATH": str(folder), "CRM_DATABASE_URL": ""}
    file = tmp_path / "killed.zip"

    for arguments in (["backup", str(file)], ["restore", str(backup)]):
        process = subprocess.Popen(
            [COMMAND, *arguments],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            process.wait(after)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()

    if file.exists():
        list(check_whole(open_backup(file)))
    engine = create_engine(f"sqlite:///{folder / 'crm.sqlite'}")
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        names = set(connection.scalars(select(Partner.name_en)))
    engine.dispose()
    assert names == {"There before"} or "Partner 0" in names


@ONE_ENGINE
def test_nothing_is_restored_while_the_server_has_the_database_open(app: Flask, backup: Path):
    before = content(db.engine)
    place = str(db.engine.url.database)
    server = sqlite3.connect(place)
    server.execute("SELECT count(*) FROM partner").fetchone()

    with pytest.raises(Refused, match="in use"):
        bring_back(app, backup)

    server.execute("UPDATE partner SET name_en = 'Saved meanwhile'")
    server.commit()
    server.close()
    assert set(db.session.scalars(select(Partner.name_en))) == {"Saved meanwhile"}
    assert bring_back(app, backup) is not None
    assert content(db.engine) == before


@ONE_ENGINE
@pytest.mark.parametrize("rubbish", [b"not a database, by far" * 200, b""])
def test_a_database_that_is_damaged_is_put_aside_for_the_backup(
    app: Flask, backup: Path, rubbish: bytes
):
    before = content(db.engine)
    db.session.remove()
    db.engine.dispose()
    place = Path(str(db.engine.url.database))
    place.write_bytes(rubbish)

    kept = bring_back(app, backup)

    assert kept is not None
    assert Path(kept).read_bytes()[: len(rubbish)] == rubbish
    assert content(db.engine) == before


def test_nobody_comes_in_by_a_session_of_a_backup(app: Flask, editor: Client, tmp_path: Path):
    assert editor.get("/partners").status_code == 200
    write_backup(office_of(app), tmp_path / "office.zip", NOON)

    bring_back(app, tmp_path / "office.zip")

    assert editor.get("/partners").location == "/login?next=/partners"
