"""A database that is damaged, empty or another's: each command says what it is and what to do."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from tests.commands.conftest import Shell
from tests.forked import run_crm

PAGE = 4096


def damage(folder: Path, table: str) -> None:
    """Write over the page with which that table begins."""
    file = folder / "crm.sqlite"
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode = DELETE")
        statement = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        (number,) = database.execute(statement, [table]).fetchone()
    with file.open("r+b") as stream:
        stream.seek((number - 1) * PAGE)
        stream.write(b"\xff" * PAGE)


def test_a_check_of_a_damaged_database_looks_at_the_rest_and_says_what_to_do(office: Shell):
    damage(office.folder, "partner")
    (office.folder / "secret").chmod(0o644)

    done = run_crm(office.folder, "check")

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "wrong the database is whole" in done.stdout
    assert "bring the newest backup back: `crm restore FILE`" in done.stdout
    assert "others on this machine can read it" in done.stdout
    assert "ok    the clock is right" in done.stdout


@pytest.mark.parametrize("words", [("export", "partners"), ("backup", "office.zip")])
def test_a_command_that_meets_damage_says_how_the_office_comes_back(
    office: Shell, words: tuple[str, ...]
):
    damage(office.folder, "partner")

    done = run_crm(office.folder, *words)

    assert done.returncode == 1
    assert done.stderr.startswith("crm: The database cannot be used: database disk image")
    assert "`crm restore FILE`" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_folder_that_is_not_there_is_named_as_the_reason(shell: Shell):
    line = shell.refuses("upgrade", CRM_DATABASE_URL="sqlite:////nowhere/crm.sqlite")

    assert line.endswith("See whether its folder is there, and may be written to.\n")


@pytest.mark.parametrize("is_there", [True, False])
def test_an_office_that_has_lost_its_database_does_not_begin_anew(office: Shell, is_there: bool):
    before = office.says("export", "partners")
    office.says("remind")  # which makes the backup of the day
    (made,) = (office.folder / "backups").glob("office-*.zip")
    database = office.folder / "crm.sqlite"
    database.unlink()
    if is_there:
        database.touch()

    line = office.refuses("upgrade")

    assert f"`crm restore {made}`" in line
    assert line.count("\n") == 1
    office.says("restore", str(made))
    assert office.says("export", "partners") == before


def test_a_database_of_another_program_is_left_alone(shell: Shell):
    with closing(sqlite3.connect(shell.folder / "crm.sqlite")) as database:
        database.execute("CREATE TABLE recipe (name TEXT)")

    line = shell.refuses("upgrade")

    assert "not known to be the office's" in line
    with closing(sqlite3.connect(shell.folder / "crm.sqlite")) as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("recipe",)]


def test_a_database_of_a_version_that_is_not_known_is_refused(office: Shell):
    with closing(sqlite3.connect(office.folder / "crm.sqlite")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '0001x'")

    assert "newer than this version" in office.refuses("upgrade")


def test_a_secret_that_is_damaged_is_named_with_the_way_to_bring_it_back(office: Shell):
    (office.folder / "secret").write_bytes(b"\xff\xfe\x00")

    line = office.refuses("user", "list")

    assert line.startswith(f"crm: {office.folder / 'secret'} is damaged.")
    assert line.count("\n") == 1


def test_a_restore_into_a_schema_of_somebody_else_says_what_is_lacking(
    office: Shell, postgresql_url: str
):
    office.says("backup", "office.zip")
    with psycopg.connect(postgresql_url, autocommit=True) as server:
        server.execute("CREATE ROLE guest LOGIN")
        server.execute("CREATE DATABASE of_another")
    address = make_url(postgresql_url).set(username="guest", database="of_another")

    line = office.refuses(
        "restore", "office.zip", CRM_DATABASE_URL=address.render_as_string(hide_password=False)
    )

    assert "must be owner of schema public. Make the office's user the owner of it." in line
    assert line.count("\n") == 1
