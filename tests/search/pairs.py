"""What people type, and all that it finds in the office of these tests."""

from pathlib import Path
from typing import NamedTuple

from crm.database import Base
from crm.models import Agreement, Contact, Partner, Task

KINDS: dict[str, type[Base]] = {
    "partner": Partner,
    "contact": Contact,
    "agreement": Agreement,
    "task": Task,
}


class Pair(NamedTuple):
    model: type[Base]
    typed: str
    expected: list[str]


def pairs(name: str = "pairs.txt") -> list[Pair]:
    """The table in that file: the kind, what is typed, and the names that it finds."""
    lines = Path(__file__).with_name(name).read_text("utf-8").splitlines()
    found = []
    for line in lines:
        kind, typed, names = (part.strip() for part in line.split("|"))
        found.append(Pair(KINDS[kind], typed, [n for n in names.split("; ") if n]))
    return found
