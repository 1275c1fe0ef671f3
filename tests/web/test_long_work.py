"""Work beside the requests is begun once, however often its button is pressed."""

from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from crm.errors import Refused
from crm.progress import Progress
from crm.web import long_work
from tests.databases import ONE_ENGINE
from tests.long_work import finish_long_work


@ONE_ENGINE
@pytest.mark.parametrize("is_first", [True, False], ids=["nothing before", "after one in vain"])
def test_the_second_of_two_who_look_at_the_same_moment_begins_nothing(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_first: bool
):
    note, begun, may_end = tmp_path / "note.json", [], Event()

    def work(_progress: Progress) -> None:
        begun.append(note)
        may_end.wait(30)

    def in_vain(_progress: Progress) -> None:
        raise Refused("Somebody saved meanwhile.")

    look = long_work.state_of

    def look_while_another_begins(at: Path) -> long_work.State | None:
        seen = look(at)
        monkeypatch.setattr(long_work, "state_of", look)
        long_work.begin(note, 5000, work)
        return seen

    with app.test_request_context():
        if not is_first:
            long_work.begin(note, 5000, in_vain)
            finish_long_work()
        monkeypatch.setattr(long_work, "state_of", look_while_another_begins)
        long_work.begin(note, 5000, work)
    may_end.set()
    finish_long_work()

    assert len(begun) == 1
    assert look(note) is None


def trouble(app: Flask, note: Path, work: long_work.Work, then: object = None) -> str:
    """What the page says of how that work ended; nothing when all went well."""
    with app.test_request_context():
        long_work.begin(note, 5000, work, then)
        finish_long_work()
        state = long_work.state_of(note)
        return state.trouble if state is not None else ""


@ONE_ENGINE
@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Refused("Say the country first."), "Say the country first."),
        (StaleDataError(), "Somebody saved one of them just now."),
        (IntegrityError("INSERT", {}, Exception()), "Somebody saved one of them just now."),
        (OperationalError("BEGIN", {}, Exception()), "The database is busy, or something is wrong"),
        (ZeroDivisionError(), "Something went wrong with us, and nothing was written."),
    ],
    ids=lambda given: type(given).__name__,
)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_why_work_came_to_nothing_is_said_as_to_a_form(
    app: Flask, tmp_path: Path, error: Exception, said: str
):
    def work(_progress: Progress) -> None:
        raise error

    assert trouble(app, tmp_path / "note.json", work).startswith(said)


@ONE_ENGINE
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_goes_wrong_when_all_was_written_is_not_said_to_be_nothing(app: Flask, tmp_path: Path):
    def full(_result: object) -> None:
        raise OSError(28, "No space left on device")

    said = trouble(app, tmp_path / "note.json", lambda _progress: None, full)

    assert said == "Something went wrong with us when all was written. The log says what."


@ONE_ENGINE
def test_a_page_that_reads_the_note_does_not_end_the_work_on_windows(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """There a file that somebody reads can be neither replaced nor removed."""
    unlink, refused = Path.unlink, []

    def refuse_twice(path: Path, *, missing_ok: bool = False) -> None:
        if path.name == "note.json" and len(refused) < 2:
            refused.append(path)
            raise PermissionError(13, "in use")
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse_twice)

    assert trouble(app, tmp_path / "note.json", lambda _progress: None) == ""
    assert len(refused) == 2
