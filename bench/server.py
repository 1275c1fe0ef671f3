"""The real server under measurement: started, spoken to, weighed and ended."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from bench.data import EMAIL, PASSWORD
from tests import make_run

CRM = Path(sys.executable).parent / "crm"
QUIET = 5
"""Seconds in a row in which a server at rest does nothing."""

AT_REST = 2
"""Hundredths of a second of CPU that it takes all the same."""

LONGEST_WORK = 600
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Visitor:
    """A browser that keeps its connection and its cookie."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None

    def open(self, path: str, form: dict[str, str] | None = None) -> http.client.HTTPResponse:
        return self._ask(path, None if form is None else urlencode(form).encode(), FORM)

    def send_file(self, path: str, form: dict[str, str], name: str, content: bytes) -> None:
        """Send a form with that file; it has to be saved."""
        border = "a-border-that-no-file-has"
        head = f"--{border}\r\nContent-Disposition: form-data; name="
        fields = "".join(f'{head}"{key}"\r\n\r\n{value}\r\n' for key, value in form.items())
        file = f'{fields}{head}"files"; filename="{name}"\r\n\r\n'.encode() + content
        kind = {"Content-Type": f"multipart/form-data; boundary={border}"}
        answer = self._ask(path, file + f"\r\n--{border}--\r\n".encode(), kind)
        answer.read()
        if answer.status != 302:
            raise RuntimeError(f"{path}: {answer.status}")

    def _ask(self, path: str, body: bytes | None, kind: dict[str, str]) -> http.client.HTTPResponse:
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is None:
            self.connection.request("GET", path, headers=headers)
        else:
            self.connection.request("POST", path, body, headers | kind)
        answer = self.connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, kept = value.split(";", 1)[0].partition("=")
                self.cookies[key] = kept
        return answer

    def get(self, path: str) -> str:
        answer = self.open(path)
        body = answer.read().decode()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        return body

    def token(self, path: str) -> str:
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(path))
        if found is None:
            raise RuntimeError(f"{path}: no form")
        return found.group(1)

    def log_in(self) -> None:
        form = {"email": EMAIL, "password": PASSWORD, "csrf_token": self.token("/login")}
        answer = self.open("/login", form)
        answer.read()
        if answer.status != 302:
            raise RuntimeError(f"login: {answer.status}")


@dataclass
class Server:
    """One run of `crm run` on an instance folder."""

    instance: Path
    port: int
    database: str | None = None
    """Its address; SQLite in the instance folder when None."""

    settings: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    cold_start: float = 0.0

    def __enter__(self) -> "Server":
        begun = time.perf_counter()
        environment = os.environ | make_run.SETTINGS | self.settings
        environment["CRM_INSTANCE_PATH"] = str(self.instance)
        if self.database is not None:
            environment["CRM_DATABASE_URL"] = self.database
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # people's machines keep compiled modules
        self.process = subprocess.Popen(
            [CRM, "run", "--port", str(self.port)], env=environment, stdout=subprocess.DEVNULL
        )
        while not self._answers():
            if self.process.poll() is not None or time.perf_counter() - begun > 60:
                raise RuntimeError("the server did not start")
            time.sleep(0.005)
        self.cold_start = time.perf_counter() - begun
        return self

    def __exit__(self, *_: object) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)

    def _answers(self) -> bool:
        try:
            return Visitor(self.port).open("/healthz").status == 200
        except OSError:
            return False

    def settle(self) -> None:
        """Wait until what was due when it started has been done: a backup and a look for likely
        duplicates would else share the machine with what is measured. Linux only."""
        quiet, ends = 0, time.monotonic() + LONGEST_WORK
        spent = self._spent()
        while quiet < QUIET:
            if time.monotonic() > ends:
                raise RuntimeError("the server does not come to rest")
            time.sleep(1)
            spent, before = self._spent(), spent
            quiet = quiet + 1 if abs(spent - before) <= AT_REST else 0  # less when one has ended

    def _spent(self) -> int:
        """Ticks of CPU of all its processes: the one beside has one that looks for duplicates."""
        first = [self.process.pid] if self.process is not None else []
        return sum(_ticks(pid) for pid in _with_descendants(first))

    def worker_memory(self, key: str = "VmRSS") -> float:
        """MiB of the worker; `VmHWM` is its peak. Linux only, else 0."""
        # The worker is started after the process that does what is due.
        return _status(self._tree()[-1], key) if self._tree() else 0.0

    def forget_peak(self) -> None:
        for pid in self._tree():
            Path(f"/proc/{pid}/clear_refs").write_text("5")

    def _tree(self) -> list[int]:
        if self.process is None or not Path("/proc/self").exists():
            return []
        return [self.process.pid, *_children(self.process.pid)]


def _children(pid: int) -> list[int]:
    """Whichever of its threads has started them; none of a process that has just ended."""
    with suppress(FileNotFoundError, ProcessLookupError):
        found = [one.read_text().split() for one in Path(f"/proc/{pid}/task").glob("*/children")]
        return sorted(int(child) for children in found for child in children)
    return []


def _with_descendants(pids: list[int]) -> list[int]:
    return [one for pid in pids for one in (pid, *_with_descendants(_children(pid)))]


def _ticks(pid: int) -> int:
    """Hundredths of a second of CPU; none of a process that has just ended."""
    with suppress(FileNotFoundError, ProcessLookupError):
        user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        return int(user) + int(system)
    return 0


def _status(pid: int, key: str) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{key}:"):
            return int(line.split()[1]) / 1024
    return 0.0
