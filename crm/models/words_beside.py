"""The words of many new records, prepared by a second process while this one goes on: they are a
fifth of the work of a large import. `crm/models/preparing.py` is what the process does. On SQLite
they are written by a second thread, too."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache

from sqlalchemy import Connection, TextClause, text
from sqlalchemy.engine.interfaces import DBAPIConnection

from crm.models.prepared import Searched

Asked = Mapping[str, Sequence[tuple[int, Searched]]]
"""What records are found by, with their numbers, by table."""


class Beside:
    """Has the words of one flush prepared while the next one is made ready, and written while the
    lines of its history are. Used in a `with`."""

    def __init__(self, *, on_sqlite: bool) -> None:
        self.on_sqlite = on_sqlite
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-m", "crm.models.preparing"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="ascii",
        )
        self.asked: Asked = {}
        self.thread = ThreadPoolExecutor(1, "words")
        self.writing: Future[None] | None = None

    def __enter__(self) -> "Beside":
        return self

    def __exit__(self, *_: object) -> None:
        self.thread.shutdown()  # nobody takes back what is being written
        self.process.kill()  # it holds nothing that anybody needs
        self.process.communicate()

    def begin(self, asked: Asked) -> None:
        """What was begun before has to be written first: nobody would read what it answers."""
        if self.process.stdin is not None:
            self.process.stdin.write(f"{json.dumps([self.on_sqlite, asked])}\n")
            self.process.stdin.flush()
            self.asked = asked

    def write(self, connection: Connection) -> None:
        """Write the words of what was begun, once they are ready: on SQLite beside what follows
        on that connection, until `wait` is called."""
        self.wait()
        if not self.asked or self.process.stdout is None:
            return
        tables, self.asked = list(self.asked), {}
        answer = self.process.stdout.readline()
        lent = connection.connection.dbapi_connection
        if self.on_sqlite and lent is not None:
            self.writing = self.thread.submit(_write_in_one, lent, tables, answer)
            return
        for table, rows in json.loads(answer).items():
            connection.execute(remembering(table, on_sqlite=False), rows)

    def wait(self) -> None:
        """Until all that is being written is there. Raises what has kept it from being."""
        if self.writing is not None:
            writing, self.writing = self.writing, None
            writing.result()


def _write_in_one(connection: DBAPIConnection, tables: Sequence[str], answer: str) -> None:
    """A statement a table, during which SQLite lets the other thread run: between two statements
    each of the threads would wait for the other."""
    cursor = connection.cursor()
    for table in tables:  # their names are ours
        cursor.execute(
            f"INSERT INTO {table}_search (rowid, words)"
            " SELECT json_extract(value, '$.id'), json_extract(value, '$.words')"
            f" FROM json_each(?, '$.{table}')",
            (answer,),
        )
    cursor.close()


@cache
def remembering(searched: str, *, on_sqlite: bool) -> TextClause:
    """The statement that keeps the words of a record of that table."""
    place = ":words" if on_sqlite else "CAST(:words AS tsvector)"
    return text(f"INSERT INTO {searched}_search (rowid, words) VALUES (:id, {place})")
