"""`crm check` finds what is wrong with the register and with what it stands on."""

import os
import shutil
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import select, text

from crm.accounts.sealing import seal
from crm.database import now
from crm.documents import storage
from crm.extensions import db
from crm.models import Authenticator, Partner
from crm.models.finding import found
from crm.models.search import kept_form
from crm.operations.checks import surroundings
from tests import factories
from tests.addresses import fill_office
from tests.conftest import SECRET
from tests.databases import ONE_ENGINE
from tests.operations.checking import found_wrong


@pytest.fixture
def app(app: Flask) -> Flask:
    """The empty office, without the files of those who were in it before."""
    storage.remove_strays()
    return app


def by_hand(statement: str, *said: str, **values: object) -> None:
    """A statement past the register; `{words}` stands for words as the engine keeps them."""
    on_sqlite = db.engine.dialect.name == "sqlite"
    place = ":words" if on_sqlite else "CAST(:words AS tsvector)"
    kept = {"words": kept_form(db.session.connection(), list(said))} if said else {}
    db.session.execute(text(statement.format(words=place)), values | kept)
    db.session.commit()


def test_an_office_with_something_of_everything_is_in_order(app: Flask):
    fill_office(3)
    db.session.commit()

    assert found_wrong(tables=True) == []


def test_a_record_that_search_has_forgotten_is_found_again_when_it_is_mended(app: Flask):
    factories.partner("University of Oslo")
    db.session.commit()
    by_hand("DELETE FROM partner_search")

    problem = found_wrong()
    mended = found_wrong(mends=True)

    assert problem == ["1 entry about partner. `crm check --fix` writes them anew."]
    assert mended == found_wrong() == []
    assert db.session.scalars(select(Partner).where(found(Partner, "oslo"))).one()


def test_words_that_a_record_does_not_have_any_more_are_seen(app: Flask):
    partner = factories.partner("University of Oslo")
    factories.partner("University of Bergen")
    db.session.commit()
    change = "UPDATE partner_search SET words = {words} WHERE rowid = :id"
    by_hand(change, "university", "of", "christiania", id=partner.id)

    assert found_wrong() == ["1 entry about partner. `crm check --fix` writes them anew."]


def test_words_of_no_record_are_seen_and_removed(app: Flask):
    factories.task("Call Oslo")
    db.session.commit()
    by_hand("INSERT INTO task_search (rowid, words) VALUES (987654, {words})", "left", "over")

    assert found_wrong() == ["1 entry about task. `crm check --fix` writes them anew."]
    assert found_wrong(mends=True) == found_wrong() == []


def test_a_table_that_somebody_has_changed_by_hand_is_named(app: Flask):
    by_hand("CREATE INDEX ix_by_hand ON task (notes)")

    (problem,) = found_wrong(tables=True)
    by_hand("DROP INDEX ix_by_hand")

    assert problem.startswith("Not as this version makes it: remove_index")
    assert "ix_by_hand" in problem


def test_a_secret_that_others_can_read_is_closed_when_it_is_mended(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(app.config, "INSTANCE_PATH", str(tmp_path))
    (tmp_path / "documents").mkdir()
    secret = tmp_path / "secret"
    secret.write_text("x" * 40)
    secret.chmod(0o644)

    (problem,) = found_wrong()

    assert problem.endswith("others on this machine can read it. `crm check --fix` closes it.")
    assert found_wrong(mends=True) == found_wrong() == []
    assert secret.stat().st_mode & 0o777 == 0o600


@ONE_ENGINE
def test_a_database_that_anybody_can_read_is_closed_when_it_is_mended(app: Flask):
    file = Path(str(db.engine.url.database))
    file.parent.chmod(0o755)
    file.chmod(0o644)

    problems = found_wrong()
    mended = found_wrong(mends=True)

    assert f"{file}: others on this machine can read it. `crm check --fix` closes it." in problems
    assert mended == found_wrong() == []
    file.chmod(0o644)
    file.parent.chmod(0o700)
    assert found_wrong() == []


@ONE_ENGINE
def test_a_secret_that_is_another_one_by_now_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch):
    user = factories.user()
    db.session.flush()
    db.session.add(Authenticator(user_id=user.id, secret=seal(user.id, "JBSWY3DP"), last_step=0))
    db.session.commit()
    before = found_wrong()

    monkeypatch.setitem(app.config, "SECRET_KEY", "x" * 40)
    (problem,) = found_wrong()
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [SECRET])

    assert problem.startswith("1 of the apps for codes were set up under another secret")
    assert found_wrong() == before == []


@ONE_ENGINE
def test_a_log_that_cannot_be_written_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch):
    folder = app.config["LOG_FOLDER"]
    (folder / "server.jsonl").touch()
    may = os.access  # to the one who runs the tests everything may be open

    def asked(place: Path, right: int) -> bool:
        return place.name != "server.jsonl" and may(place, right)

    monkeypatch.setattr(surroundings.os, "access", asked)

    (problem,) = found_wrong()
    assert problem.startswith(f"{folder / 'server.jsonl'}: it cannot be written.")


def test_a_key_that_can_be_guessed_is_refused(app: Flask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(app.config, "SECRET_KEY", "guess")

    assert found_wrong() == ["CRM_SECRET_KEY: give at least 32 characters that nobody can guess."]


def test_a_disk_that_is_nearly_full_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch):
    full = SimpleNamespace(free=12_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: full)

    (problem,) = found_wrong()

    assert "12 MB are free; 500 MB should be." in problem


def test_a_clock_that_has_gone_back_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch):
    factories.partner()
    db.session.commit()
    monkeypatch.setattr(surroundings, "now", lambda: now() - timedelta(days=3))

    problems = found_wrong()

    assert problems[0].startswith("It is behind: the newest entry of the history is of ")
