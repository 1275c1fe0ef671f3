"""`crm remind` and `crm run` hand in mail, with the clock and the mail server that there are."""

import os
import sqlite3
import subprocess
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from crm.config import Settings
from crm.extensions import db
from crm.factory import create_app
from crm.models import Rhythm
from crm.web.locale import today
from tests import factories
from tests.browser.office import COMMAND, PATIENCE, crm, serving
from tests.commands.conftest import copy
from tests.commands.waiting import until
from tests.mail.post_office import open_post_office, open_safe_post_office

PEOPLE = [f"person{number}@example.org" for number in range(4)]


@pytest.fixture
def folder(tmp_path: Path, made_once: Path) -> Path:
    """An office of people who want a digest each day from midnight on, and have a late task."""
    copy(made_once, tmp_path)
    app = create_app(Settings.from_environment({"CRM_INSTANCE_PATH": str(tmp_path)}))
    with app.app_context():
        for email in PEOPLE:
            person = factories.user(email=email, digest=Rhythm.DAILY, digest_hour=0)
            factories.task("Call Oslo", due_on=today() - timedelta(days=3), assignee=person)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return tmp_path


def remind(folder: Path, **settings: str) -> subprocess.Popen[str]:
    environment = os.environ | {"CRM_INSTANCE_PATH": str(folder)} | settings
    output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    return subprocess.Popen([COMMAND, "remind"], env=environment, text=True, **output)


def test_commands_on_several_machines_at_once_send_each_digest_once(folder: Path):
    with open_post_office() as office:
        machines = [remind(folder, CRM_MAIL_URL=office.address()) for _machine in range(3)]
        said = [machine.communicate(timeout=PATIENCE)[0] for machine in machines]

    assert [machine.returncode for machine in machines] == [0, 0, 0], said
    assert sorted(office.recipients) == PEOPLE


def test_a_command_without_a_mail_server_ends_well_and_makes_no_letters(folder: Path):
    assert "0 digests made, 0 links for passwords made, 0 letters sent" in crm(folder, "remind")


def test_a_wrong_password_stops_nothing_and_is_in_no_output_nor_in_the_database(folder: Path):
    with open_safe_post_office(folder) as office:
        command = remind(folder, CRM_MAIL_URL=office.address("a-wrong-password"))
        said = command.communicate(timeout=PATIENCE)[0]

    assert command.returncode == 0
    assert "4 digests made, 0 links for passwords made, 0 letters sent" in said
    assert "a-wrong-password" not in said
    with closing(sqlite3.connect(folder / "crm.sqlite")) as database:
        ((error,),) = database.execute(
            "SELECT DISTINCT last_error FROM letter WHERE last_error IS NOT NULL"
        )
        assert error.startswith("535 ")
        assert not any("a-wrong-password" in line for line in database.iterdump())


def test_the_server_sends_digests_by_itself(folder: Path, monkeypatch: pytest.MonkeyPatch):
    with open_post_office() as office:
        monkeypatch.setenv("CRM_MAIL_URL", office.address())
        with serving(folder, "--workers", "2") as served:
            until(lambda: len(office.taken) == len(PEOPLE))

    assert sorted(office.recipients) == PEOPLE
    body = office.taken[0].get_body(("plain",))
    assert body is not None
    assert f"{served.address}/tasks/" in body.get_content()
