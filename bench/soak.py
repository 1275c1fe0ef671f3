"""`python -m bench.soak`: hours of mixed work by eight people; does the server stay as it was?

A real `crm run` on SQLite. It fails when an answer is not the one that was due, when the worker's
memory has grown by more than a tenth after the first tenth of the time, or when the log that is
written ahead (WAL) grows beyond what it takes between two checkpoints and a long read.
"""

import argparse
import random
import shutil
import sqlite3
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from urllib.parse import quote

from bench.data import RARE_LATIN, RARE_ZH, office
from bench.server import Server, Visitor, free_port

CLIENTS = 8
SIZE = 10_000
PAUSE = 0.2
"""Seconds between two clicks of a person; it bounds the load, and with it what is written."""

GROWTH = 0.10
"""By how much of what it took after the warm-up the worker may have grown at the end."""

LARGEST_LOG = 64.0
"""MiB. A checkpoint comes every 4 MiB; an export that reads meanwhile holds it back."""

FILED = {"kind": "signed", "access": "staff"}
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n"
)
"""A page with nothing on it."""

MANY_LISTS = {"CRM_EXPORTS": "1000000"}
"""One account fetches what eight do."""

LINES = 30
"""How often the figures are printed."""


@dataclass
class Run:
    """What all clients share: when they stop, and what they have met."""

    port: int
    until: float
    done: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    exporting: threading.Lock = field(default_factory=threading.Lock)
    """They share an account, which is sent few lists at once."""

    def note(self, job: str, error: str | None) -> None:
        with self.lock:
            self.done[job] += 1
            if error is not None:
                self.errors.append(f"{time.strftime('%H:%M:%S')} {job}: {error}")


class Person:
    """Somebody who does one thing after another, some of them more often than others."""

    def __init__(self, run: Run, number: int) -> None:
        self.joint, self.number = run, number
        self.random = random.Random(number)
        self.visitor = Visitor(run.port)
        self.token = ""
        self.mine: list[str] = []
        self.turn = 0

    def enter(self) -> None:
        self.visitor.log_in()
        self.token = self.visitor.token("/partners/new")

    def work(self) -> None:
        jobs: tuple[tuple[int, str, Callable[[], None]], ...] = (
            (30, "read", self._read),
            (20, "list", self._list),
            (14, "search", self._search),
            (16, "save", self._save),
            (8, "change", self._change),
            (1, "export", self._export),
            (5, "upload", self._upload),
            (6, "delete", self._delete),
        )
        while time.monotonic() < self.joint.until:
            ((_weight, name, job),) = self.random.choices(jobs, [weight for weight, *_ in jobs])
            self._do(name, job)
            time.sleep(self.random.uniform(0, 2 * PAUSE))

    def _do(self, name: str, job: Callable[[], None]) -> None:
        error = None
        try:
            job()
        except (RuntimeError, OSError, HTTPException) as found:
            error = f"{type(found).__name__}: {found}"
            self.visitor.connection = None
        self.joint.note(name, error)

    def _sent(self, path: str, **fields: str) -> str:
        """Send a form that is to be saved; the address of what was made."""
        answer = self.visitor.open(path, {"csrf_token": self.token} | fields)
        answer.read()
        if answer.status != 302:
            raise RuntimeError(f"{path}: {answer.status}")
        return answer.getheader("Location") or ""

    def _read(self) -> None:
        room = self.random.choice(("partners", "contacts", "agreements", "tasks"))
        number = self.random.randint(1, SIZE // 2)
        self.visitor.get(self.random.choice(("/", f"/{room}/{number}", f"/{room}/{number}")))

    def _list(self) -> None:
        page = self.random.randint(1, SIZE // 25)
        self.visitor.get(
            self.random.choice(
                (
                    f"/partners?page={page}",
                    "/partners?category=hospital&country=CN&sort=-name",
                    f"/contacts?page={page}",
                    "/agreements",
                    "/renewals",
                    "/tasks",
                    "/history",
                    "/documents",
                )
            )
        )

    def _search(self) -> None:
        word = self.random.choice((RARE_LATIN, RARE_ZH, "Created", "Hospital", "大学"))
        self.visitor.get(f"/partners?q={quote(word)}")

    def _save(self) -> None:
        self.turn += 1
        name = f"Created {self.number} {self.turn} {time.time_ns()}"
        partner = {"name_en": name, "category": "hospital", "country": "CN", "status": "active"}
        if self.turn % 3:
            self.mine.append(self._sent("/partners/new", **partner))
        else:
            self.mine.append(self._sent("/tasks/new", title=name, priority="normal"))

    def _change(self) -> None:
        of_partners = [address for address in self.mine if address.startswith("/partners/")]
        if of_partners:
            self.turn += 1
            self._sent(
                f"{self.random.choice(of_partners)}/edit",
                name_en=f"Changed {self.number} {self.turn} {time.time_ns()}",
                category="hospital",
                country="CN",
                status="active",
            )

    def _export(self) -> None:
        path = self.random.choice(
            ("/partners/export.csv", "/partners/export.xlsx", "/tasks/export.csv")
        )
        size = 0
        with self.joint.exporting:
            answer = self.visitor.open(path)
            while block := answer.read(1 << 16):
                size += len(block)
        if answer.status != 200 or size < SIZE:
            raise RuntimeError(f"{path}: {answer.status}, {size} bytes")

    def _upload(self) -> None:
        address = f"/partners/{self.random.randint(1, SIZE)}/documents"
        filling = b"%" + self.random.randbytes(self.random.randint(500, 100_000)).hex().encode()
        self.visitor.send_file(
            address, {"csrf_token": self.token} | FILED, "scan.pdf", PDF + filling
        )

    def _delete(self) -> None:
        if len(self.mine) > 3:
            gone = self.mine.pop(self.random.randrange(len(self.mine)))
            self._sent(f"{gone}/delete")


def log_size(instance: Path) -> float:
    """MiB of the log that is written ahead."""
    log = instance / "crm.sqlite-wal"
    return log.stat().st_size / 2**20 if log.exists() else 0.0


@dataclass
class Course:
    """The figures over the time: MiB of the worker, MiB of the log."""

    memory: list[float] = field(default_factory=list)
    log: list[float] = field(default_factory=list)

    def growth(self) -> float:
        """Of the memory, from the end of the warm-up to the end, as a part of what it was: means
        of a tenth of the time each, since an export makes a peak."""
        tenth = max(1, len(self.memory) // 10)
        before = self.memory[tenth : 2 * tenth]
        after = self.memory[-tenth:]
        return (sum(after) / len(after)) / (sum(before) / len(before)) - 1


def watch(run: Run, server: Server, minutes: float) -> Course:
    """Look at memory and log twice a second until the time is over, printing now and then."""
    course = Course()
    begun = time.monotonic()
    printed = 0
    print(f"{'minute':>8}{'answers':>9}{'errors':>8}{'memory MB':>11}{'WAL MB':>8}{'WAL most':>10}")
    while time.monotonic() < run.until:
        time.sleep(0.5)
        course.memory.append(server.worker_memory())
        course.log.append(log_size(server.instance))
        passed = (time.monotonic() - begun) / 60
        if passed * LINES >= printed * minutes:
            printed += 1
            print(
                f"{passed:8.1f}{run.done.total():9}{len(run.errors):8}{course.memory[-1]:11.1f}"
                f"{course.log[-1]:8.1f}{max(course.log):10.1f}",
                flush=True,
            )
    return course


def soak(minutes: float, instance: Path) -> int:
    """The number of targets that were missed."""
    with Server(instance, free_port(), settings=MANY_LISTS) as server:
        run = Run(server.port, time.monotonic() + minutes * 60)
        people = [Person(run, number) for number in range(1, CLIENTS + 1)]
        for person in people:
            person.enter()
        working = [threading.Thread(target=person.work, daemon=True) for person in people]
        for thread in working:
            thread.start()
        course = watch(run, server, minutes)
        for thread in working:
            thread.join(120)
    with closing(sqlite3.connect(instance / "crm.sqlite")) as database:
        ((whole,),) = database.execute("PRAGMA integrity_check").fetchall()
    print("\n" + ", ".join(f"{number} × {job}" for job, number in sorted(run.done.items())))
    for error in run.errors[:20]:
        print(f"  {error}")
    reached = (
        (f"errors {len(run.errors)} (0)", not run.errors),
        (
            f"growth of memory {course.growth():+.1%} (at most {GROWTH:.0%})",
            course.growth() <= GROWTH,
        ),
        (
            f"largest WAL {max(course.log):.1f} MB (at most {LARGEST_LOG:.0f})",
            max(course.log) <= LARGEST_LOG,
        ),
        (f"integrity: {whole} (ok)", whole == "ok"),
    )
    for words, is_reached in reached:
        print(f"{'ok    ' if is_reached else 'missed'} {words}")
    return sum(not is_reached for _words, is_reached in reached)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--data", type=Path, default=Path(__file__).parent / "data")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder)
        shutil.copy(office(arguments.data, SIZE), instance / "crm.sqlite")
        sys.exit(min(1, soak(arguments.minutes, instance)))


if __name__ == "__main__":
    main()
