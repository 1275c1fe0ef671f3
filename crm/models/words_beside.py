"""The words of many new records, prepared by a second process while this one goes on: they are a
fifth of the work of a large import. `crm/models/preparing.py` is what the process does."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from crm.models.prepared import Searched

Asked = Mapping[str, Sequence[tuple[int, Searched]]]
"""What records are found by, with their numbers, by table."""

Rows = Mapping[str, Sequence[dict[str, Any]]]
"""Their words as they are kept, by table."""


class Beside:
    """Has the words of one flush prepared while the next one is made ready. Used in a `with`."""

    def __init__(self, *, on_sqlite: bool) -> None:
        self.on_sqlite = on_sqlite
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-m", "crm.models.preparing"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="ascii",
        )
        self.is_asked = False

    def __enter__(self) -> "Beside":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()  # it holds nothing that anybody needs
        self.process.communicate()

    def begin(self, asked: Asked) -> None:
        """What was begun before has to be taken first: nobody would read what it answers."""
        if self.process.stdin is not None:
            self.process.stdin.write(f"{json.dumps([self.on_sqlite, asked])}\n")
            self.process.stdin.flush()
            self.is_asked = True

    def take(self) -> Rows:
        """The rows of what was begun, once they are ready; none when nothing was."""
        if not self.is_asked or self.process.stdout is None:
            return {}
        self.is_asked = False
        rows: Rows = json.loads(self.process.stdout.readline())
        return rows
