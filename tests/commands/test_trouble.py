"""What stops a command and is no fault of ours is said in a line, never with a traceback."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.browser.office import free_port
from tests.commands.conftest import Shell


def bare(
    folder: Path, words: str, streams: str, *, before: str = "", **settings: str
) -> subprocess.CompletedProcess[bytes]:
    """The command in that folder, from a shell that leads or closes its streams so, and does
    something before."""
    return subprocess.run(
        [
            "/bin/sh",
            "-c",
            f'{before}"$0" -c "from crm.cli import main; main()" {words} {streams}',
            sys.executable,
        ],
        env=os.environ | {"CRM_INSTANCE_PATH": str(folder)} | settings,
        cwd=folder,
        capture_output=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("postgresql://nobody@127.0.0.1:1/office", "connection"),
        ("postgresql://127.0.0.1:1/office?bogus=1", "bogus"),
        ("sqlite:////nowhere/crm.sqlite", "unable to open database file"),
        ("sqlite:///{folder}/list.csv", "file is not a database"),
    ],
)
@pytest.mark.parametrize("words", [("upgrade",), ("user", "list"), ("run", "--port", "1")])
def test_a_database_that_cannot_be_reached_is_told_in_a_line(
    shell: Shell, words: tuple[str, ...], address: str, reason: str
):
    (shell.folder / "list.csv").write_text("Name\n" * 1000, "utf-8")

    line = shell.refuses(*words, CRM_DATABASE_URL=address.format(folder=shell.folder))

    assert line.startswith("crm: The database cannot be used: ")
    assert reason in line
    assert line.count("\n") == 1


def test_a_database_that_may_only_be_read_is_told_in_a_line(office: Shell):
    office.says("user", "add", "lin@example.org", "--role", "viewer", "--link")
    closed = f"sqlite:///file:{office.folder / 'crm.sqlite'}?mode=ro&uri=true"

    line = office.refuses("user", "link", "lin@example.org", CRM_DATABASE_URL=closed)

    assert line == (
        "crm: The database cannot be used: attempt to write a readonly database. Give its folder"
        " and all in it to the user that runs the office.\n"
    )


def test_no_server_begins_on_a_database_that_may_only_be_read(office: Shell):
    closed = f"sqlite:///file:{office.folder / 'crm.sqlite'}?mode=ro&uri=true"

    line = office.refuses("run", "--port", str(free_port()), CRM_DATABASE_URL=closed)

    assert "attempt to write a readonly database. Give its folder and all in it" in line


def test_an_argument_that_is_no_text_is_refused(office: Shell):
    stray = os.fsdecode(b"lin\xff")

    for words in (
        ("link", stray),
        ("add", "lin@example.org", "--role", "viewer", "--link", "--name", stray),
    ):
        assert "is no text" in office.refuses("user", *words)


def test_a_file_without_a_utf8_name_is_written(office: Shell):
    said = office.says("backup", os.fsdecode(b"office\xff.zip"))

    assert said == "Written to office\\udcff.zip.\n"
    assert (office.folder / os.fsdecode(b"office\xff.zip")).is_file()


def test_a_name_that_the_terminal_cannot_show_is_listed(office: Shell):
    words = ("user", "add", "w@example.org", "--role", "viewer", "--link", "--name", "王伟")
    office.says(*words)

    done = bare(office.folder, "user list", "", PYTHONIOENCODING="latin-1")

    assert done.stdout.endswith(b"\t\\u738b\\u4f1f\n")


@pytest.mark.parametrize(
    ("words", "streams", "told"),
    [
        ("user password lin@example.org --password-stdin", "<&-", "The password needs"),
        ("import partners list.csv", "<&-", "Import this? [y/N]: Aborted!"),
        ("user list", ">/dev/full", "crm: No space left on device"),
        ("export partners", ">/dev/full", "crm: No space left on device"),
        ("export partners", ">&-", ""),
    ],
)
def test_streams_that_are_closed_or_full_bring_no_traceback(
    office: Shell, words: str, streams: str, told: str
):
    office.says("user", "add", "lin@example.org", "--role", "viewer", "--link")
    office.says("export", "partners", "list.csv")

    done = bare(office.folder, words, streams)

    assert told in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_who_stops_reading_an_export_hears_no_complaint(office: Shell):
    done = bare(office.folder, "export partners", "| true")

    assert done.stderr == b""


def test_a_workbook_for_which_there_is_no_room_is_told_in_a_line(office: Shell):
    (office.folder / "full.xlsx").symlink_to("/dev/full")

    line = office.refuses("export", "partners", "full.xlsx")

    assert line == "crm: full.xlsx: No space left on device\n"


def test_an_export_that_breaks_off_leaves_the_file_as_it_was(office: Shell):
    with closing(sqlite3.connect(office.folder / "crm.sqlite")) as database, database:
        database.execute("UPDATE partner SET notes = ?", ["x" * 10_000])
    kept = office.folder / "list.csv"
    kept.write_text("of before")

    done = bare(office.folder, "export partners list.csv", "", before="ulimit -f 128;")

    assert done.stderr == b"crm: list.csv: File too large\n"
    assert kept.read_text() == "of before"
    assert list(office.folder.glob("*list.csv*")) == [kept]


def test_an_import_reads_a_file_and_no_pipe(office: Shell):
    os.mkfifo(office.folder / "pipe")

    assert office.refuses("import", "partners", "pipe") == "crm: pipe is no file.\n"
