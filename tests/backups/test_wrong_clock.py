"""Backups while the clock of the machine is wrong, and after it is right again."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from crm.backups.shelf import KEPT, is_stale, make_daily, put_on_shelf, shelf
from tests.databases import ONE_ENGINE

pytestmark = ONE_ENGINE


@pytest.fixture
def empty_shelf(app: Flask) -> None:
    for path in (Path(app.config["INSTANCE_PATH"]) / "backups").glob("*"):
        path.unlink()


@pytest.fixture
def full_shelf(empty_shelf: None) -> None:
    for day in range(1, KEPT + 1):
        make_daily(datetime(2026, 10, day, 3, tzinfo=UTC))


def test_the_backup_of_a_day_stays_though_the_clock_has_gone_back(full_shelf: None):
    a_year_ago = datetime(2025, 10, 20, 3, tzinfo=UTC)

    assert make_daily(a_year_ago) == 1

    assert make_daily(a_year_ago + timedelta(minutes=1)) == 0
    assert len(shelf()) == KEPT + 1


def test_what_a_clock_has_made_that_was_ahead_takes_no_place_of_others(full_shelf: None):
    for day in range(1, KEPT + 1):
        put_on_shelf(datetime(2027, 10, day, 3, tzinfo=UTC))

    assert make_daily(datetime(2026, 10, KEPT + 1, 3, tzinfo=UTC)) == 1

    days = {kept.day for kept in shelf()}
    assert {f"202610{day:02}" for day in range(2, KEPT + 2)} <= days


def test_a_backup_of_a_clock_that_was_ahead_does_not_count_as_the_newest(
    app: Flask, empty_shelf: None
):
    now = datetime(2026, 10, 20, 3, tzinfo=UTC)
    put_on_shelf(now - timedelta(days=5))
    put_on_shelf(now + timedelta(days=365))
    for path in (Path(app.config["INSTANCE_PATH"]) / "backups").glob("*.zip"):
        made = (now - timedelta(days=5)).timestamp() if "-2026" in path.name else now.timestamp()
        os.utime(path, (made, made))

    assert is_stale(shelf(), now)
    put_on_shelf(now)
    assert not is_stale(shelf(), now)
