"""Work beside the requests is begun once, however often its button is pressed."""

from pathlib import Path
from threading import Event

import pytest
from flask import Flask

from crm.errors import Refused
from crm.progress import Progress
from crm.web import long_work
from tests.long_work import finish_long_work


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
