"""The backups in the instance folder: one a day, so many of them, and what is there."""

import logging
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app

from crm.backups.archive import PART, Office, write_backup
from crm.database import now
from crm.extensions import db
from crm.frozen import Frozen

KEPT = 14
"""Days of backups."""

STALE = timedelta(days=2)
"""How old the newest may be before somebody has to look."""

ABANDONED = timedelta(hours=6)
"""After that a backup that was begun belongs to a server that has stopped."""

log = logging.getLogger(__name__)

_NAME = re.compile(r"office-\d{8}-\d{6}\.zip")


class Kept(Frozen):
    """A backup on the shelf."""

    name: str
    made_at: datetime
    size: int

    @property
    def day(self) -> str:
        """On the office's clock, as the name has it."""
        return self.name.split("-")[1]


def folder() -> Path:
    return Path(current_app.config["INSTANCE_PATH"]) / "backups"


def shelf() -> Sequence[Kept]:
    """What is there, the newest first."""
    found = []
    for path in folder().glob("office-*.zip"):
        if _NAME.fullmatch(path.name):
            facts = path.stat()
            made_at = datetime.fromtimestamp(facts.st_mtime).astimezone()
            found.append(Kept(path.name, made_at, facts.st_size))
    return sorted(found, key=lambda kept: kept.name, reverse=True)


def is_stale(there: Sequence[Kept], moment: datetime) -> bool:
    """Whether the newest of them is so old that somebody has to look. What bears a later day, of a
    clock that was wrong, says nothing."""
    newest = next((kept for kept in there if kept.day <= f"{moment:%Y%m%d}"), None)
    return newest is None or moment - newest.made_at > STALE


def path_of(name: str) -> Path | None:
    """The file of that name; None when there is none on the shelf."""
    path = folder() / name
    return path if _NAME.fullmatch(name) and path.is_file() else None


def put_on_shelf(moment: datetime) -> int:
    """Make a backup now, on the office's clock; how many documents in it are damaged, because
    they were before. Raises OSError."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"office-{moment:%Y%m%d-%H%M%S}.zip"
    office = Office(db.engine, Path(current_app.config["INSTANCE_PATH"]))
    damaged = write_backup(office, folder() / name, moment)
    for digest in damaged:
        log.error("%s: the document %s is damaged; an older backup may have it whole", name, digest)
    return len(damaged)


def make_daily(moment: datetime) -> int:
    """The backup of the day, if nobody has made it; how many were made. Safe on two servers at
    once: whoever begins first makes it."""
    today = f"office-{moment:%Y%m%d}"
    if any(kept.name.startswith(today) for kept in shelf()):
        return 0
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    _remove_abandoned()
    claim = folder() / f".{today}.claim"
    try:
        claim.touch(exist_ok=False)
    except FileExistsError:
        return 0
    try:
        put_on_shelf(moment)
    finally:
        claim.unlink(missing_ok=True)
    _keep_last_days(f"{moment:%Y%m%d}")
    return 1


def _keep_last_days(today: str) -> None:
    """All of a day go together: who makes many by hand in a day loses no other day for it. What
    bears a later day than today is of a clock that was wrong, or this one is: it takes no place of
    others, and stays."""
    there = [kept for kept in shelf() if kept.day <= today]
    last = sorted({kept.day for kept in there}, reverse=True)[:KEPT]
    for old in there:
        if old.day not in last:
            (folder() / old.name).unlink(missing_ok=True)


def _remove_abandoned() -> None:
    """What is left of backups that nobody goes on with. Another server may be done with its own
    while this one looks."""
    begun = (*folder().glob(".office-*.claim"), *folder().glob(f".office-*{PART}"))
    before = (now() - ABANDONED).timestamp()
    for path in begun:
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before:
                path.unlink()
