"""A preview on the disk: one line a row, so that neither its page nor the import holds it whole."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from itertools import islice
from pathlib import Path
from typing import Any

from crm.frozen import Frozen
from crm.imports.pace import swept_rarely
from crm.imports.planned import Meant, Planned, Verdict
from crm.models.history_fields import plain
from crm.progress import Progress, nobody


class Plan(Frozen):
    """How many rows of each verdict, and what stands for all that would be done."""

    counts: Mapping[Verdict, int]
    seal: str
    is_linked: bool = False
    """Whether rows name what other rows bring."""

    mark: str | None = None
    """The end of the history before the rows were looked at; None when nobody knows."""

    unknown: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """What cells say of which a person may say what it means, by field, with how many do."""

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def write_plan(rows: Iterable[Planned], file: Path, progress: Progress = nobody) -> Plan:
    with file.open("w", encoding="utf-8") as stream, swept_rarely():
        return _noted(rows, progress, stream.write)


def seal_of(rows: Iterable[Planned], progress: Progress = nobody) -> str:
    """What stands for those rows, which are written nowhere."""
    with swept_rarely():
        return _noted(rows, progress, len).seal


def _noted(rows: Iterable[Planned], progress: Progress, write: Callable[[str], Any]) -> Plan:
    counts: Counter[Verdict] = Counter()
    digest = hashlib.sha256()
    is_linked = False
    for number, row in enumerate(rows, 1):
        counts[row.verdict] += 1
        is_linked = is_linked or bool(row.named_rows)
        done = _json([row.row, row.verdict, row.values, row.before, row.records, row.assumed])
        digest.update(done.encode())
        write(f"{row.verdict} {_json([row.name, row.why, row.column])}\t{done}\n")
        if number % 500 == 0:
            progress(500)
    progress(sum(counts.values()) % 500)
    return Plan(dict(counts), digest.hexdigest(), is_linked)


def read_plan(
    file: Path, verdicts: Iterable[Verdict] = tuple(Verdict), skip: int = 0, most: int | None = None
) -> Iterator[Planned]:
    """The rows of those verdicts, from the first that is not skipped on."""
    wanted = tuple(f"{verdict} " for verdict in verdicts)
    with file.open(encoding="utf-8") as stream:
        lines = (line for line in stream if line.startswith(wanted))
        stop = None if most is None else skip + most
        for line in islice(lines, skip, stop):
            yield _planned(line)


def _planned(line: str) -> Planned:
    told, _tab, done = line.partition(" ")[2].partition("\t")
    name, why, column = json.loads(told)
    row, verdict, values, before, records, assumed = json.loads(done)
    meant = [Meant(*record) for record in records]
    return Planned(row, Verdict(verdict), name, values, before, meant, why, column, assumed)


_json = json.JSONEncoder(ensure_ascii=True, default=plain, separators=(",", ":")).encode
"""On one line and without tabs of its own: JSON writes those of a text as `\\n` and `\\t`."""
