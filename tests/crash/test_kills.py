"""The server is killed while it saves: what was answered is there, and nothing is half there.

200 times it is a process that was forked from one which has made the app before (a start of
`crm run` takes a second): the app of `crm run`, served by Werkzeug's server with threads, on a
socket, with what `crm run` does before it serves. 5 times it is `crm run` itself, with its worker
and all else that belongs to it. Either way three people save over connections that stay open, on
one SQLite file, with `synchronous=FULL`, that is never mended in between, and SIGKILL comes at a
random moment. A power cut is not tried: that takes another machine.
"""

import os
import random
import signal
import sqlite3
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import pytest

from tests.browser.office import PATIENCE
from tests.crash.office import Login, Person, nursery, office, run
from tests.operations.checking import found_wrong

KILLS, STARTS = 200, 5
LONGEST = 0.12
"""Seconds from the first answer on after which the server is killed at the latest."""

LOOKED_AT_EVERY, ALL_CHECKS_EVERY = 10, 50
"""Kills. What is missing or half stays so: the server itself, and nobody before it, opens the
database that the kill has left."""

FOLLOW_UPS = 6
"""Steps in the playbook of the type of agreement that is filed."""

NOT_IN_HISTORY = """
SELECT id FROM {table} WHERE id > 1 AND NOT EXISTS (
    SELECT 1 FROM change WHERE record_type = '{table}'
    AND record_id = {table}.id AND act = 'created'
)"""
ONLY_IN_HISTORY = """
SELECT record_id FROM change WHERE record_type = '{table}' AND act = 'created'
AND record_id NOT IN (SELECT id FROM {table}) AND NOT EXISTS (
    SELECT 1 FROM change AS later WHERE later.record_type = '{table}'
    AND later.record_id = change.record_id AND later.act = 'deleted'
)"""
NOT_SEARCHED = "SELECT id FROM {table} WHERE id NOT IN (SELECT rowid FROM {table}_search)"
ONLY_SEARCHED = "SELECT rowid FROM {table}_search WHERE rowid NOT IN (SELECT id FROM {table})"
HALVES = (NOT_IN_HISTORY, ONLY_IN_HISTORY, NOT_SEARCHED, ONLY_SEARCHED)
PLANNED = """
SELECT DISTINCT (SELECT count(*) FROM planned_task WHERE agreement_id = agreement.id) FROM agreement
"""
ALONE = "SELECT id FROM agreement WHERE id NOT IN (SELECT agreement_id FROM agreement_party)"


def _people(login: Login, dice: random.Random) -> list[Person]:
    return [Person(name, login, random.Random(dice.random())) for name in ("An", "Bo", "Cai")]


def _work_until_killed(
    people: Sequence[Person], port: int, kill: Callable[[], None], after: float
) -> None:
    before = sum(person.turn for person in people)
    working = [Thread(target=person.work, args=(port,)) for person in people]
    for thread in working:
        thread.start()
    begun = monotonic()
    while sum(person.turn for person in people) < before + len(people) + 1:
        assert [person.refused for person in people if person.refused] == []
        assert monotonic() < begun + PATIENCE, "the server does not start again"
        sleep(0.001)
    sleep(after)
    kill()
    for thread in working:
        thread.join()
    assert [person.refused for person in people if person.refused] == []


def _nothing_is_missing_or_half(database: sqlite3.Connection, people: Sequence[Person]) -> None:
    def first(statement: str) -> list[object]:
        return [row[0] for row in database.execute(statement)]

    assert first("PRAGMA integrity_check") == ["ok"]
    assert first("PRAGMA foreign_key_check") == []
    for table in ("partner", "task", "agreement"):
        for statement in HALVES:
            assert first(statement.format(table=table)) == [], statement.format(table=table)
    assert first(PLANNED) in ([], [FOLLOW_UPS])
    assert first(ALONE) == []
    names = dict(database.execute("SELECT '/partners/' || id, name_en FROM partner"))
    tasks, agreements = first("SELECT title FROM task"), first("SELECT title_en FROM agreement")
    for person in people:
        sure = {a: n for a, n in person.partners.items() if a not in person.doubtful}
        assert {address: names.get(address) for address in sure} == sure
        assert person.tasks <= set(tasks)
        assert person.agreements <= set(agreements)
        assert not person.gone & set(names)
    assert first("SELECT count(*) FROM document")[0] >= sum(person.files for person in people)


@pytest.mark.long
def test_a_server_that_is_killed_while_it_saves_has_saved_whole_what_it_answered(tmp_path: Path):
    seed = random.SystemRandom().getrandbits(32)
    sys.stdout.write(f"The moments come from the seed {seed}.\n")
    dice = random.Random(seed)
    file = tmp_path / "crm.sqlite"
    url = f"sqlite:///{file}"
    with office(tmp_path, url) as (_app, login), nursery(tmp_path, url, login) as servers:
        people = _people(login, dice)

        for kills in range(1, KILLS + 1):
            number, port = servers.server()
            _work_until_killed(
                people, port, lambda n=number: os.kill(n, signal.SIGKILL), dice.uniform(0, LONGEST)
            )
            if kills % LOOKED_AT_EVERY == 0:
                with closing(sqlite3.connect(file)) as database:
                    _nothing_is_missing_or_half(database, people)
            if kills % ALL_CHECKS_EVERY == 0:
                assert _wrong() == []
        for _start in range(STARTS):
            with run(tmp_path) as (group, port):
                _work_until_killed(
                    people, port, lambda g=group: os.killpg(g, signal.SIGKILL), dice.uniform(0, 0.5)
                )
            with closing(sqlite3.connect(file)) as database:
                _nothing_is_missing_or_half(database, people)

        assert _wrong() == []
        assert sum(person.turn for person in people) > KILLS * 4


def _wrong() -> list[str]:
    """What `crm check` finds, but for files that the next start removes."""
    return [problem for problem in found_wrong() if "belongs to no document" not in problem]
