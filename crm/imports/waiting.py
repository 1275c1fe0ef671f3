"""A file that waits to be imported: kept in the instance folder for the one who sent it."""

import json
import secrets
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from crm.database import now
from crm.documents.names import seen_name
from crm.frozen import Frozen
from crm.imports.plan import Plan
from crm.imports.planned import WRITTEN, Asked, Verdict
from crm.operations.waiting_files import KEPT_FOR, WORK, let_go_of_old, waiting_folder
from crm.tables.reading import AS_FOUND, read_table
from crm.tables.table import Options, Table

FILE, PLAN, NOTE, DONE = "file", "plan", "note.json", "done.json"
PART = 1024 * 1024
READ_FOR = timedelta(hours=1)
"""Longer than any import takes that reads a plan."""


class Waiting(Frozen):
    """`key` stands in the addresses of its pages and cannot be guessed."""

    key: str
    what: str
    user_id: int
    file_name: str
    until: datetime
    options: Options = AS_FOUND
    asked: Asked | None = None
    plan: Plan | None = None
    plan_name: str = PLAN
    """Of the file with its rows: each plan has one of its own, since an import may be reading."""

    language: str = ""
    """In which the plan gives its reasons."""

    choices: Mapping[int, str] = field(default_factory=dict)
    done: Mapping[str, int] | None = None
    """What was imported, once it was: it stands by itself, where nobody who keeps anything else
    takes it back."""

    @property
    def may_write(self) -> bool:
        """Whether an import could change anything."""
        counts = self.plan.counts if self.plan is not None else {}
        return any(counts.get(verdict) for verdict in WRITTEN)

    @property
    def file(self) -> Path:
        return waiting_folder() / self.key / FILE

    @property
    def plan_file(self) -> Path:
        return waiting_folder() / self.key / self.plan_name

    @property
    def work_note(self) -> Path:
        """Says how far the work on it is, when it is large."""
        return waiting_folder() / self.key / WORK

    def table(self) -> Table:
        """Raises Refused for a file that cannot be read so."""
        return read_table(self.file, self.file_name, self.options)

    def keep(self, **changes: Any) -> "Waiting":
        """With those changes, on the disk as well."""
        changed = replace(self, **changes)
        note = asdict(changed) | {"until": changed.until.isoformat()}
        del note["done"]
        changed._write(NOTE, note)
        return changed

    def keep_done(self, done: Mapping[str, int]) -> None:
        self._write(DONE, done)

    def fresh_plan(self) -> str:
        """The name of a file for a new plan. Those that nobody can be reading any more go."""
        before = (now() - READ_FOR).timestamp()
        for path in (waiting_folder() / self.key).glob(f"{PLAN}*"):
            with suppress(FileNotFoundError):  # another tab may let go of the same
                if path.name != self.plan_name and path.stat().st_mtime < before:
                    path.unlink()
        return f"{PLAN}.{secrets.token_hex(4)}"

    def _write(self, name: str, content: Mapping[str, Any]) -> None:
        folder = waiting_folder() / self.key
        fresh = folder / f"{name}.{secrets.token_hex(4)}"
        fresh.write_text(json.dumps(content), encoding="utf-8")
        fresh.replace(folder / name)


def put(stream: IO[bytes], name: str, what: str, user_id: int, moment: datetime) -> Waiting:
    """Keep a file that was sent. Those whose time is over go."""
    let_go_of_old(moment)
    key = secrets.token_urlsafe(18)
    folder = waiting_folder() / key
    folder.mkdir(parents=True, mode=0o700)
    with (folder / FILE).open("wb") as file:
        shutil.copyfileobj(stream, file, PART)
    return Waiting(key, what, user_id, seen_name(name)[:200], moment + KEPT_FOR).keep()


def get(key: str, user_id: int, moment: datetime) -> Waiting | None:
    """What waits under that key, for the one whose it is."""
    if not key.replace("-", "").replace("_", "").isalnum() or not key.isascii():
        return None
    try:
        waiting = _on_disk(key)
    except FileNotFoundError:
        return None
    return waiting if waiting.user_id == user_id and moment < waiting.until else None


def is_done(waiting: Waiting) -> bool:
    """Whether it has been imported by now, perhaps by another click on the same button."""
    return (waiting_folder() / waiting.key / DONE).exists()


def drop(waiting: Waiting) -> None:
    shutil.rmtree(waiting_folder() / waiting.key, ignore_errors=True)


def _on_disk(key: str) -> Waiting:
    folder = waiting_folder() / key
    note = json.loads((folder / NOTE).read_text("utf-8"))
    with suppress(FileNotFoundError):
        note["done"] = json.loads((folder / DONE).read_text("utf-8"))
    note["until"] = datetime.fromisoformat(note["until"])
    if (asked := note["asked"]) is not None:
        note["asked"] = Asked.from_kept(asked)
    if (plan := note["plan"]) is not None:
        counts = {Verdict(verdict): number for verdict, number in plan["counts"].items()}
        note["plan"] = Plan(**{**plan, "counts": counts})
    note["options"] = Options(**note["options"])
    note["choices"] = {int(row): choice for row, choice in note["choices"].items()}
    return Waiting(**note)
