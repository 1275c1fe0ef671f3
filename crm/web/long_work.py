"""What takes long is done beside the requests: a thread does it, a note on the disk says how far it
is, and a page shows that. Whoever stops the server stops the work, of which nothing is written
before all of it is."""

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_hex
from time import monotonic, sleep
from typing import Any

from flask import Flask, render_template
from flask.globals import app_ctx
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm.exc import StaleDataError

from crm.errors import Refused
from crm.extensions import db
from crm.frozen import Frozen
from crm.models import Way
from crm.models.history import BY_ID, WAY
from crm.progress import Progress
from crm.seeing import Eyes, eyes, seen_by
from crm.web.locale import this_moment
from crm.whole_files import lay_first, written_beside

MANY = 5000
"""From so many rows or records on the work is done beside the requests."""

EVERY = 2
"""Seconds after which a page that tells of work comes again."""

SILENCE = timedelta(minutes=3)
"""Work of which nothing was heard for so long has stopped: its server has."""

FAULT, AFTERWARDS = "fault", "afterwards"
"""Stand in the note where a fault of ours ended the work, which is in the log: before anything was
written, or when all of it was."""

PATIENCE = 2
"""Seconds for which somebody may have a note open."""

REFUSING = (Refused, IntegrityError, StaleDataError, OperationalError, NoConnection)
"""What ends the work and is no fault of ours."""

Work = Callable[[Progress], Any]
Page = tuple[str, dict[str, str]]


class State(Frozen):
    """How far the work is: so many of so many rows. `trouble` is why it came to an end without
    being done, and `field` the question that has to be answered first."""

    done: int
    rows: int
    at: str
    trouble: str = ""
    field: str = ""

    @property
    def percent(self) -> int:
        return min(99, self.done * 100 // max(1, self.rows))


def state_of(note: Path) -> State | None:
    """How far the work is that the note is about; None when nothing is being done."""
    try:
        state = State(**json.loads(note.read_text("utf-8")))
    except FileNotFoundError:
        return None
    return replace(state, trouble=_trouble(state))


def _trouble(state: State) -> str:
    """Why it came to an end, in words; empty while it goes on."""
    if state.trouble == FAULT:
        return _("Something went wrong with us, and nothing was written. The log says what.")
    if state.trouble == AFTERWARDS:
        return _("Something went wrong with us when all was written. The log says what.")
    if not state.trouble and datetime.fromisoformat(state.at) + SILENCE < this_moment():
        return _("The work was interrupted. Unless the history shows it, nothing was written.")
    return state.trouble


def forget(note: Path) -> None:
    """The person has been told how the work came to its end. Where another click has begun it anew
    by now, the note of that stays."""
    aside = note.with_suffix(f".{token_hex(4)}")
    try:
        _patiently(lambda: note.rename(aside))
    except FileNotFoundError:
        return
    state = state_of(aside)
    if state is not None and not state.trouble:
        with suppress(FileExistsError):
            note.hardlink_to(aside)
    aside.unlink()


def begin(note: Path, rows: int, work: Work, then: Callable[[Any], Any] | None = None) -> None:
    """Let a thread do it, unless one does already, for the one who asks and in that language. The
    work commits nothing: the thread does in the end, and hands what was done to `then`; or it takes
    all back and says why."""
    state = state_of(note)
    if state is not None:
        if not state.trouble:
            return
        forget(note)
    note.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
    try:
        noting = _Noting(note, rows)
    except FileExistsError:
        return  # another click on the same button was quicker
    by_id = db.session.info.get(BY_ID)
    job = _Job(by_id, eyes(), str(get_locale()), noting, work, then)
    threading.Thread(target=_run, args=(app_ctx.app, job), name="long work", daemon=True).start()


def working_page(template: str, state: State, **more: Any) -> Page:
    """Says how far it is, and comes again by itself."""
    return render_template(template, state=state, **more), {"Refresh": str(EVERY)}


class _Job(Frozen):
    by_id: int | None
    eyes: Eyes
    language: str
    noting: "_Noting"
    work: Work
    then: Callable[[Any], Any] | None


class _Noting:
    """Writes the note, at most once a second. Raises FileExistsError when there is one already."""

    def __init__(self, file: Path, rows: int) -> None:
        self.file, self.state = file, State(0, rows, this_moment().isoformat())
        if not lay_first(file, self._content):
            raise FileExistsError(file)

    def __call__(self, rows: int) -> None:
        moment = this_moment()
        since = moment - datetime.fromisoformat(self.state.at)
        self.state = replace(self.state, done=self.state.done + rows)
        if since >= timedelta(seconds=1):
            self.state = replace(self.state, at=moment.isoformat())
            self.write()

    def end(self, trouble: str, field: str | None = None) -> None:
        self.state = replace(self.state, trouble=trouble, field=field or "")
        self.write()

    def write(self) -> None:
        fresh = written_beside(self.file, self._content)
        _patiently(lambda: fresh.replace(self.file))

    def take_away(self) -> None:
        """The work is done. A page that held it for interrupted may have taken the note away."""
        _patiently(lambda: self.file.unlink(missing_ok=True))

    @property
    def _content(self) -> str:
        return json.dumps(asdict(self.state))


def _run(app: Flask, job: _Job) -> None:
    end: str | None = FAULT
    try:
        with app.app_context(), force_locale(job.language), seen_by(job.eyes):
            db.session.info.update({BY_ID: job.by_id, WAY: Way.FORM})
            try:
                result = job.work(job.noting)
                db.session.commit()
            except REFUSING as error:
                db.session.rollback()
                refusal = _refusal(app, error)
                job.noting.end(refusal.message, refusal.field)
            else:
                end = AFTERWARDS
                if job.then is not None:
                    job.then(result)
                job.noting.take_away()
        end = None
    finally:
        if end is not None:
            job.noting.end(end)


def _refusal(app: Flask, error: Exception) -> Refused:
    """In the words in which the same would be refused to a form."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, IntegrityError | StaleDataError):
        return Refused(_("Somebody saved one of them just now. Nothing was changed; try again."))
    app.logger.error("nothing was saved: long work", exc_info=error)
    busy = _("The database is busy, or something is wrong with it or its disk. Nothing was saved.")
    return Refused(f"{busy} {_('Try again in a moment.')}")


def _patiently(act: Callable[[], object]) -> None:
    """Windows refuses as long as a page reads the note."""
    until = monotonic() + PATIENCE
    while True:
        try:
            act()
        except PermissionError:
            if monotonic() > until:
                raise
            sleep(0.02)
        else:
            return
