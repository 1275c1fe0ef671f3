"""`crm run` does what is due by itself, as long as it runs; `crm remind` does it once."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

import pytest

from crm.config import Settings
from crm.extensions import db
from crm.factory import create_app
from crm.web.locale import today
from tests import factories
from tests.browser.office import COMMAND, PATIENCE, crm, free_port, serving
from tests.commands.conftest import copy
from tests.commands.waiting import until


@pytest.fixture
def folder(tmp_path: Path, made_once: Path) -> Path:
    """An office with one promise that is due in ten days and has no task yet."""
    copy(made_once, tmp_path)
    app = create_app(Settings.from_environment({"CRM_INSTANCE_PATH": str(tmp_path)}))
    with app.app_context():
        due_on = today() + timedelta(days=10)
        factories.obligation(factories.agreement(), "Send the report", due_on=due_on)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return tmp_path


def _titles(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "crm.sqlite", timeout=PATIENCE)) as database:
        return [title for (title,) in database.execute("SELECT title FROM task")]


def test_a_command_does_what_is_due_once(folder: Path):
    assert "1 tasks made" in crm(folder, "remind")
    assert "0 tasks made" in crm(folder, "remind")
    assert _titles(folder) == ["Send the report"]


def test_the_server_does_what_is_due_by_itself_and_once_with_several_workers(folder: Path):
    with serving(folder, "--workers", "2"):
        until(lambda: _titles(folder) != [])

    assert _titles(folder) == ["Send the report"]


@pytest.mark.parametrize("way", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_what_runs_beside_the_server_ends_with_it_however_it_ends(folder: Path, way: int):
    server = subprocess.Popen(
        [COMMAND, "run", "--workers", "2", "--port", str(free_port())],
        env=os.environ | {"CRM_INSTANCE_PATH": str(folder)},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    until(lambda: _titles(folder) != [])

    os.kill(server.pid, way)
    server.wait(PATIENCE)

    until(lambda: not _is_there(server.pid))


KILLED = """
import multiprocessing, os
from crm.commands import background
background.AGAIN = 0.1
background.start_background("http://127.0.0.1/")
(process,) = multiprocessing.active_children()
process.kill()
os.read(0, 1)
"""
"""A server, of which the process beside it is killed before it has looked at what is due."""


def test_where_the_process_beside_the_server_is_killed_another_does_what_is_due(folder: Path):
    server = subprocess.Popen(
        [sys.executable, "-c", KILLED],
        env=os.environ | {"CRM_INSTANCE_PATH": str(folder)},
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )

    until(lambda: _titles(folder) != [])
    _said, told = server.communicate(timeout=PATIENCE)

    assert server.returncode == 0
    assert "the process that does what is due ended with -9: begun anew" in told


def test_who_looks_for_duplicates_for_another_process_ends_with_it(folder: Path):
    with closing(sqlite3.connect(folder / "crm.sqlite", isolation_level=None)) as office:
        office.execute("BEGIN IMMEDIATE")  # or it would be done before anything is told to end
        looking = subprocess.Popen(
            [COMMAND, "duplicates", "--while-open"],
            env=os.environ | {"CRM_INSTANCE_PATH": str(folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

        said = looking.communicate(timeout=PATIENCE)  # closes what it reads

    assert looking.returncode == 1
    assert said == (b"", b"")


def _is_there(session: int) -> bool:
    """Whether a process of that session still runs, as Linux lists them."""
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            state, _parent, _group, own = file.read_text("utf-8").rpartition(")")[2].split()[:4]
            if int(own) == session and state != "Z":
                return True
    return False
