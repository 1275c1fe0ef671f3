"""Is what the office stands on as it should be: its settings, the disk and the clock?"""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import func, select

from crm.database import now
from crm.database_address import is_safe
from crm.extensions import db
from crm.models import Change
from crm.operations.checks.run import Run

LEAST_FREE = 500
"""Megabytes that should be free at the least, and as much as the office takes, for a backup."""

LEAST_SECRET = 32
"""Characters of a secret that cannot be guessed."""

MOST_APART = timedelta(minutes=2)
"""By how much two clocks may differ."""


def settings(run: Run) -> Iterator[str]:
    """Those that can be read but not be used: what cannot be read stops every command."""
    folder = _instance()
    if not os.access(folder, os.W_OK):
        yield f"{folder}: nothing can be written there. Give it to the user that runs the office."
    if len(current_app.config["SECRET_KEY"]) < LEAST_SECRET:
        yield f"CRM_SECRET_KEY: give at least {LEAST_SECRET} characters that nobody can guess."
    if not is_safe(current_app.config["SQLALCHEMY_DATABASE_URI"]):
        yield "CRM_DATABASE_URL: others on the line can read along, or answer: sslmode=verify-full."
    reached = str(current_app.config["BASE_URL"] or "")
    if reached.startswith("https://") and not current_app.config["PROXIES"]:
        yield "CRM_PROXIES: none is counted, so that nothing is known to have come over HTTPS."
    for file in _open_to_others(folder):
        if run.mends:
            file.chmod(0o600)
        else:
            yield f"{file}: others on this machine can read it. `crm check --fix` closes it."


def _open_to_others(folder: Path) -> Iterator[Path]:
    """The secret, if more than its owner can read it, and the file of the database, if anybody
    can: a group that was let read it may be meant to."""
    if os.name != "posix":
        return
    secret = folder / "secret"
    if secret.exists() and secret.stat().st_mode & 0o077:
        yield secret
    name = db.engine.url.database
    if db.engine.dialect.name != "sqlite" or name is None:
        return
    for ending in ("", "-wal", "-shm"):
        file = Path(name + ending)
        if _lets_anybody(file.parent, 0o001) and file.exists() and _lets_anybody(file, 0o004):
            yield file


def _lets_anybody(place: Path, right: int) -> bool:
    return bool(place.stat().st_mode & right)


def logs(_run: Run) -> Iterator[str]:
    """They can be written: else what happens is said on the standard error alone."""
    folder = current_app.config["LOG_FOLDER"]
    for place in (folder, *folder.glob("*.jsonl")) if folder is not None else ():
        if not os.access(place, os.W_OK):
            yield f"{place}: it cannot be written. Give it to the user that runs the office."


def disk(_run: Run) -> Iterator[str]:
    """There is room for what comes, and for a backup."""
    folder = _instance()
    free = shutil.disk_usage(folder).free // 1_000_000
    taken = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) // 1_000_000
    needed = max(LEAST_FREE, taken)
    if free < needed:
        yield f"{folder}: {free} MB are free; {needed} MB should be. Make room, or move it."


def clock(_run: Run) -> Iterator[str]:
    """It has not gone back, and the database server has the same."""
    moment = now()
    newest = db.session.scalar(select(func.max(Change.at)))
    if newest is not None and newest - moment > MOST_APART:
        yield f"It is behind: the newest entry of the history is of {_read(newest)}."
    if db.engine.dialect.name == "postgresql":
        theirs = db.session.scalar(select(func.now()))
        if theirs is not None and abs(theirs - moment) > MOST_APART:
            yield f"The database server's clock says {_read(theirs)}, this one {_read(moment)}."


def _instance() -> Path:
    return Path(current_app.config["INSTANCE_PATH"])


def _read(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
