"""Files that wait to be imported, in the instance folder: they hold what nobody has saved yet, or
what was imported from them, and are let go of in time."""

import shutil
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app

from crm.web.long_work import state_of

KEPT_FOR = timedelta(hours=24)
WORK = "work.json"
"""In the folder of a file, how far the work on it is."""


def waiting_folder() -> Path:
    """Where each of them has a folder."""
    return Path(current_app.config["INSTANCE_PATH"]) / "imports"


def let_go_of_old(moment: datetime) -> int:
    """Those whose time is over at that instant; how many."""
    return _let_go(folder for folder in _folders() if _since(folder, moment) > KEPT_FOR)


def let_go_of_all() -> int:
    """Those that nothing is being done with, since a person who was erased may stand in any of
    them; how many."""
    return _let_go(folder for folder in _folders() if not _is_worked_on(folder))


def _folders() -> list[Path]:
    return [folder for folder in waiting_folder().glob("*") if folder.is_dir()]


def _since(folder: Path, moment: datetime) -> timedelta:
    return moment - datetime.fromtimestamp(folder.stat().st_mtime, moment.tzinfo)


def _is_worked_on(folder: Path) -> bool:
    state = state_of(folder / WORK)
    return state is not None and not state.trouble


def _let_go(folders: Iterable[Path]) -> int:
    going = list(folders)
    for folder in going:
        shutil.rmtree(folder, ignore_errors=True)  # another server may have begun with it
    return len(going)
