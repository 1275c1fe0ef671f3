"""No room, no lock, no database: a clear page that keeps what was typed, and nothing half saved.

The full disk is a limit on the size of files (`RLIMIT_FSIZE`), put on a running server from
outside: each write beyond it fails, in the database's log as in the folder of documents. It needs
neither root nor a disk of its own, and can stand at any byte.
"""

import resource
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import create_engine, event, select, text

from crm.extensions import db
from crm.models import Document, Partner
from tests.client import Client
from tests.crash.office import Browser, Fields, Login, nursery, office
from tests.databases import ONE_ENGINE
from tests.operations.checking import found_wrong
from tests.pages import Page

FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
PAGE = 4096


def _limit(server: int, size: int) -> None:
    """No file of that process may grow beyond that size; -1 for as it was."""
    resource.prlimit(server, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def _answer(browser: Browser, login: Login, name: str) -> tuple[int, str]:
    answer = browser.post("/partners/new", login.partner | {"name_en": name})
    return answer.status, answer.read().decode()


def _names(app: Flask) -> list[str | None]:
    db.session.rollback()
    return list(db.session.scalars(select(Partner.name_en)))


def test_on_a_full_disk_a_save_is_kept_in_the_page_and_nothing_is_broken(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'crm.sqlite'}"
    with office(tmp_path, url) as (app, login), nursery(tmp_path, url, login) as servers:
        db.session.remove()
        db.engine.dispose()
        server, port = servers.server()
        browser = Browser(port, login)
        assert _answer(browser, login, "Before")[0] == 302
        log = tmp_path / "crm.sqlite-wal"
        saved = 0

        for pages in range(20):
            _limit(server, log.stat().st_size + pages * PAGE + 100)
            status, said = _answer(browser, login, f"Number {pages}")
            with closing(sqlite3.connect(tmp_path / "crm.sqlite")) as database:
                assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert (f"Number {pages}" in _names(app)) == (status == 302)
            saved += status == 302
            _limit(server, -1)
            if status != 302:
                page = Page(said, "/partners/new")
                assert (status, page.heading) == (503, "Busy")
                assert browser.post(page.action, page.fields()).read() is not None
                assert f"Number {pages}" in _names(app)

        assert saved < 20
        assert found_wrong() == []


def test_on_a_full_disk_a_file_is_refused_and_the_words_beside_it_are_kept(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'crm.sqlite'}"
    fields: Fields = {"kind": "signed", "access": "staff", "title": "The scan"}
    content = b"%PDF-1.4\n%" + b"x" * 100_000
    with office(tmp_path, url) as (_app, login), nursery(tmp_path, url, login) as servers:
        server, port = servers.server()
        browser = Browser(port, login)
        (fields["csrf_token"],) = login.partner["csrf_token"]

        _limit(server, 50_000)
        answer = browser.post_file("/partners/1/documents", fields, content)
        page = Page(answer.read().decode(), "/partners/1/documents")
        _limit(server, -1)
        again = browser.post_file("/partners/1/documents", fields, content)
        again.read()

        assert (answer.status, page.heading) == (503, "Busy")
        assert page.value("title") == "The scan"
        assert "choose its files again" in page.text
        assert again.status == 302
        assert len(db.session.scalars(select(Document)).all()) == 1
        assert found_wrong() == []


@contextmanager
def _locked() -> Iterator[None]:
    """Somebody else writes; the wait for it is cut short."""
    is_sqlite = db.engine.dialect.name == "sqlite"
    short = "PRAGMA busy_timeout = 50" if is_sqlite else "SET lock_timeout = '50ms'"
    lock = "BEGIN IMMEDIATE" if is_sqlite else "LOCK TABLE partner IN EXCLUSIVE MODE"

    def hurry(connection, *_rest):
        connection.cursor().execute(short)

    db.session.commit()
    event.listen(db.engine, "checkout", hurry)
    other = create_engine(db.engine.url)
    with other.connect() as connection:
        connection.execute(text(lock))
        yield
        connection.rollback()
    other.dispose()
    event.remove(db.engine, "checkout", hurry)
    db.session.rollback()
    db.engine.dispose()


@contextmanager
def _gone() -> Iterator[None]:
    """The database server has ended, and with it all connections."""
    with _refusing(psycopg.OperationalError("connection refused")):
        yield


@contextmanager
def _damaged() -> Iterator[None]:
    """The file of the database cannot be read where the save looks."""
    with _refusing(sqlite3.DatabaseError("database disk image is malformed")):
        yield


@contextmanager
def _refusing(error: Exception) -> Iterator[None]:
    """No connection comes about."""

    def refuse(*_given: object) -> None:
        raise error

    db.session.commit()
    db.engine.dispose()
    event.listen(db.engine, "do_connect", refuse)
    yield
    event.remove(db.engine, "do_connect", refuse)


@contextmanager
def _ending_meanwhile() -> Iterator[None]:
    """The database server ends the connection in the midst of the save."""

    def end(connection, _cursor, statement, *_rest):
        if statement.startswith("INSERT INTO partner "):
            number = connection.connection.dbapi_connection.info.backend_pid
            with other.connect() as another:
                another.execute(
                    text("SELECT pg_terminate_backend(:number, 5000)"), {"number": number}
                )

    other = create_engine(db.engine.url)
    event.listen(db.engine, "before_cursor_execute", end)
    yield
    event.remove(db.engine, "before_cursor_execute", end)
    other.dispose()


def _is_kept_and_saved_by_sending_again(editor: Client, trouble: Callable) -> None:
    fields = editor.visit("/partners/new").fields()
    fields |= {"name_en": "Universität", "category": "hospital"}
    with trouble():
        answer = editor.post("/partners/new", data=fields, headers=FROM_HERE)
    page = Page(answer.text, "/partners/new")
    assert (answer.status_code, page.heading) == (503, "Busy")
    assert page.value("name_en") == "Universität"

    again = editor.post(page.action, data=page.fields())

    assert again.status_code == 302
    assert db.session.scalars(select(Partner.name_en)).all() == ["Universität"]


def test_while_somebody_else_writes_a_save_is_kept_and_saved_by_sending_it_again(editor: Client):
    _is_kept_and_saved_by_sending_again(editor, _locked)


@ONE_ENGINE
def test_what_was_typed_for_a_damaged_database_is_kept_until_that_is_mended(editor: Client):
    _is_kept_and_saved_by_sending_again(editor, _damaged)


@ONE_ENGINE
def test_nothing_is_saved_into_a_file_that_has_another_place_by_now(app: Flask, editor: Client):
    fields = editor.visit("/partners/new").fields()
    fields |= {"name_en": "Universität", "category": "hospital"}
    place = Path(str(db.engine.url.database))
    moved = place.with_name("moved.sqlite")
    shutil.copy(place, moved)
    place.rename(place.with_name("before.sqlite"))

    without = editor.post("/partners/new", data=fields, headers=FROM_HERE)
    is_made_anew = place.exists()
    moved.rename(place)
    replaced = editor.post("/partners/new", data=fields, headers=FROM_HERE)
    place.with_name("before.sqlite").replace(place)

    assert not is_made_anew
    for answer in (without, replaced):
        page = Page(answer.text, "/partners/new")
        assert (answer.status_code, page.value("name_en")) == (503, "Universität")
    assert editor.post(page.action, data=page.fields()).status_code == 302


@pytest.mark.parametrize("trouble", [_ending_meanwhile, _gone])
@pytest.mark.parametrize("office", ["postgresql"], indirect=True)
def test_a_save_that_loses_its_database_is_kept_until_that_is_back(
    office: Flask, editor: Client, trouble: Callable
):
    _is_kept_and_saved_by_sending_again(editor, trouble)


@pytest.mark.parametrize("office", ["postgresql"], indirect=True)
def test_a_database_that_was_started_anew_is_met_without_an_error(office: Flask, editor: Client):
    editor.visit("/partners")
    other = create_engine(db.engine.url, isolation_level="AUTOCOMMIT")
    with other.connect() as another:
        another.execute(
            text(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    other.dispose()

    editor.visit("/partners")


def test_what_waits_for_another_to_save_waits_ten_seconds(app: Flask):
    is_sqlite = db.engine.dialect.name == "sqlite"

    found = db.session.scalar(text("PRAGMA busy_timeout" if is_sqlite else "SHOW lock_timeout"))

    assert found == (10000 if is_sqlite else "10s")
