"""How often one person may fetch what holds much."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest
from flask import Flask

from crm.extensions import db
from crm.models import ExportTaken, Role
from crm.web.pace import AT_ONCE, SOON, WINDOW, Pace
from tests import factories
from tests.client import Client
from tests.conftest import opened
from tests.databases import ONE_ENGINE, Copies

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def twice(app: Flask) -> Iterator[None]:
    """Two lists in ten minutes, and no more."""
    before, app.extensions["pace"] = app.extensions["pace"], Pace(2)
    yield
    app.extensions["pace"] = before


@ONE_ENGINE
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_has_been_sent_makes_nobody_wait(viewer: Client, kind: str):
    answers = [viewer.get(f"/partners/export.{kind}") for _ in range(AT_ONCE + 1)]

    assert [answer.status_code for answer in answers] == [200] * len(answers)


@ONE_ENGINE
def test_who_fetches_lists_too_often_is_told_how_long_to_wait(
    twice: None, viewer: Client, editor: Client
):
    answers = [viewer.get("/partners/export.csv") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].headers["Retry-After"] == "600"
    assert "Try again in 600 seconds." in answers[-1].text
    assert editor.get("/partners/export.csv").status_code == 200
    assert viewer.get("/partners").status_code == 200


def test_all_servers_and_starts_count_together(app: Flask, twice: None, viewer: Client):
    answers = [viewer.get("/partners/export.csv") for _ in range(2)]
    app.extensions["pace"] = Pace(2)  # as another process has it, or one that was started anew

    answers.append(viewer.get("/partners/export.csv"))
    for row in db.session.query(ExportTaken):
        row.taken_at -= WINDOW
    answers.append(viewer.get("/partners/export.csv"))

    assert [answer.status_code for answer in answers] == [200, 200, 429, 200]
    assert answers[2].headers["Retry-After"] in {"599", "600"}
    assert db.session.query(ExportTaken).count() == 1


def test_a_list_waits_for_nobody_who_writes(copies: Copies, tmp_path: Path):
    with opened(tmp_path, copies.new("sqlite", tmp_path)) as office, office.app_context():
        viewer = office.test_client().log_in(factories.user(role=Role.VIEWER))
        db.session.commit()
        with db.engine.connect() as other:
            other.exec_driver_sql("BEGIN IMMEDIATE")
            began = monotonic()
            answer = viewer.get("/partners/export.csv")

    assert answer.status_code == 200
    assert monotonic() - began < 2


def test_what_is_older_than_ten_minutes_counts_no_more():
    pace = Pace(3)
    for minute in (0, 4, 8):
        moment = NOON + timedelta(minutes=minute)
        assert pace.begin(1, moment) == 0
        pace.end(1, moment)

    assert pace.begin(1, NOON + timedelta(minutes=9)) == 60
    assert pace.begin(1, NOON + WINDOW) == 0


def test_few_at_once_are_sent_to_one_person():
    pace = Pace(100)
    begun = [pace.begin(1, NOON + timedelta(seconds=n)) for n in range(AT_ONCE + 1)]

    assert begun == [0] * AT_ONCE + [SOON]
    assert pace.begin(2, NOON) == 0
    pace.end(1, NOON)
    assert pace.begin(1, NOON + timedelta(minutes=1)) == 0
