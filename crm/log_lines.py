"""Lines of JSON for programs to read: what happened, one a line, in files that stay small.

A line is ASCII and nothing in it can begin another one, whatever a value holds.
"""

import contextlib
import json
import os
import sys
import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

KEPT = 5
"""So many full files stay beside the one that is written."""

DEEPEST = 12
"""So many steps of a fault are told, the last ones."""


class Lines(Protocol):
    """Where lines go."""

    def write(self, line: bytes) -> None: ...


class StandardError:
    """For servers whose surroundings gather what a process says."""

    def write(self, line: bytes) -> None:
        sys.stderr.write(line.decode("ascii"))


class LineFile:
    """A file that several processes add lines to, and that is put aside when it is full.

    Whoever is late and still writes to the file that was put aside loses nothing: it is kept.
    """

    def __init__(self, path: Path, most: int) -> None:
        self.path = path
        self.most = most
        """In bytes."""
        self._descriptor = -1
        self._identity = (-1, -1)
        self._one_at_a_time = threading.Lock()

    def write(self, line: bytes) -> None:
        """Never in the way of what it tells of: where the disk is full the line is said aloud."""
        try:
            with self._one_at_a_time:
                if self._size() + len(line) > self.most:
                    self._put_aside(len(line))
                os.write(self._descriptor, line)
                if sys.platform == "win32":
                    self._close()  # it gives no open file another name, whoever has it open
        except OSError:
            with contextlib.suppress(OSError):
                StandardError().write(line)

    def _size(self) -> int:
        """Of the file under this name, which is open afterwards: another process may have put the
        one that was open aside."""
        try:
            there = self.path.stat()
        except FileNotFoundError:
            there = None
        if there is None or (there.st_dev, there.st_ino) != self._identity:
            there = self._open()
        return there.st_size

    def _open(self) -> os.stat_result:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._close()
        there = os.fstat(descriptor)
        self._descriptor, self._identity = descriptor, (there.st_dev, there.st_ino)
        return there

    def _close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
        self._descriptor, self._identity = -1, (-1, -1)

    def _put_aside(self, more: int) -> None:
        with _alone(self.path.with_suffix(".lock")):
            size = self._size()
            if size == 0 or size + more <= self.most:
                return
            self._close()
            # First of all, and so that a crash loses nothing. On Windows it may have to stay while
            # another process writes to it: the next line tries again.
            with contextlib.suppress(PermissionError):
                if not self.aside(0).exists():
                    self.path.replace(self.aside(0))
                for number in range(KEPT, 0, -1):
                    if (older := self.aside(number - 1)).exists():
                        older.replace(self.aside(number))
            self._open()

    def aside(self, number: int) -> Path:
        """The name of the full file that was put aside so many files ago, from 1; 0 meanwhile."""
        return self.path.with_suffix(f".{number}{self.path.suffix}")


@contextlib.contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Of all processes."""
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def line(event: str, level: str, **told: Any) -> bytes:
    """One event as its line; what is None is left out."""
    told = {key: value for key, value in told.items() if value is not None}
    moment = datetime.now(UTC).isoformat(timespec="milliseconds")
    return json.dumps({"time": moment, "level": level, "event": event} | told).encode() + b"\n"


def fault(error: BaseException) -> dict[str, Any]:
    """What went wrong and where in the code, without its message: that may quote what somebody
    typed. What the system or the database calls it by is told."""
    told: dict[str, Any] = {"fault": type(error).__name__, "at": _steps(error)}
    inner = getattr(error, "orig", None) or error
    for name in ("errno", "sqlite_errorname", "sqlstate"):
        if (code := getattr(inner, name, None)) is not None:
            told["code"] = code
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        told["cause"] = type(cause).__name__
    return told


def _steps(error: BaseException) -> list[str]:
    steps = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
    return [f"{'/'.join(Path(s.filename).parts[-3:])}:{s.lineno} {s.name}" for s in steps]
