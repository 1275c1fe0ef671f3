"""An office whose server can be killed: its processes, and a person who saves without a pause."""

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlencode

from flask import Flask

from crm.config import Settings
from crm.extensions import db
from crm.factory import create_app
from crm.models import Role
from crm.operations.upgrade import upgrade
from tests import factories
from tests.browser.office import COMMAND, PATIENCE, free_port
from tests.client import Client

Fields = dict[str, str | list[str]]
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
BORDER = "a-border-that-no-file-has"


@dataclass(frozen=True)
class Login:
    """What a browser holds that has logged in and looked at some forms."""

    cookie: str
    partner: Fields
    task: Fields
    agreement: Fields


@contextmanager
def office(folder: Path, url: str) -> Iterator[tuple[Flask, Login]]:
    """An office with one partner, and an editor who has opened the forms."""
    given = {"CRM_INSTANCE_PATH": str(folder), "CRM_DATABASE_URL": url}
    app = create_app(Settings.from_environment(given))
    app.test_client_class = Client
    with app.app_context():
        upgrade(db.engine)
        user, partner = factories.user(role=Role.EDITOR), factories.partner()
        client = app.test_client().log_in(user)
        pages = [
            client.visit(f"/{room}/new").fields() for room in ("partners", "tasks", "agreements")
        ]
        signed = {"partner_ids": str(partner.id), "type_id": "1", "stage": "signed"}
        dates = {
            "signed_on": "2026-11-02",
            "effective_on": "2026-11-02",
            "expires_on": "2036-11-01",
        }
        kept = client.get_cookie("session")
        assert kept is not None
        yield (
            app,
            Login(
                kept.value,
                pages[0] | {"category": "hospital", "country": "CN"},
                pages[1],
                pages[2] | signed | dates,
            ),
        )
        db.session.remove()
        db.engine.dispose()


@dataclass
class Nursery:
    """The process that forks servers; how it is spoken to."""

    process: subprocess.Popen[str]

    def server(self) -> tuple[int, int]:
        """The number of a new server's process, and its port."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("one more\n")
        self.process.stdin.flush()
        number, port = self.process.stdout.readline().split()
        return int(number), int(port)


@contextmanager
def nursery(folder: Path, url: str, login: Login) -> Iterator[Nursery]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.crash.nursery"],
        env=os.environ | {"CRM_INSTANCE_PATH": str(folder), "CRM_DATABASE_URL": url},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # its servers end with it
    ) as process:
        try:
            assert process.stdin is not None
            process.stdin.write(f"{json.dumps(asdict(login))}\n")
            yield Nursery(process)
        finally:
            os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def run(folder: Path) -> Iterator[tuple[int, int]]:
    """`crm run`, in a group of processes of its own: the group's number, and the port."""
    port = free_port()
    with subprocess.Popen(
        [COMMAND, "run", "--port", str(port)],
        env=os.environ | {"CRM_INSTANCE_PATH": str(folder)},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        last = monotonic() + PATIENCE
        while not _answers(port):
            assert monotonic() < last
            assert process.poll() is None
            sleep(0.02)
        yield process.pid, port
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


@dataclass
class Browser:
    """One connection that is kept open, with the cookie of the login."""

    port: int
    login: Login
    connection: HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def post(self, address: str, fields: Fields) -> HTTPResponse:
        return self._send(address, urlencode(fields, doseq=True).encode(), FORM)

    def post_file(self, address: str, fields: Fields, content: bytes) -> HTTPResponse:
        """The form with that file, as a PDF."""
        head = f"--{BORDER}\r\nContent-Disposition: form-data; name="
        parts = "".join(f'{head}"{name}"\r\n\r\n{value}\r\n' for name, value in fields.items())
        parts += f'{head}"files"; filename="scan.pdf"\r\n\r\n'
        body = parts.encode() + content + f"\r\n--{BORDER}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={BORDER}"}
        return self._send(address, body, FORM | kind)

    def _send(self, address: str, body: bytes, headers: dict[str, str]) -> HTTPResponse:
        cookie = {"Cookie": f"session={self.login.cookie}"}
        self.connection.request("POST", address, body, headers | cookie)
        return self.connection.getresponse()


@dataclass
class Person:
    """Somebody who saves one thing after another until the server is gone, and remembers what was
    answered."""

    name: str
    login: Login
    dice: random.Random
    partners: dict[str, str] = field(default_factory=dict)
    """The name that each partner was last answered to have, by its address."""
    tasks: set[str] = field(default_factory=set)
    agreements: set[str] = field(default_factory=set)
    files: int = 0
    gone: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)
    """Addresses whose last change was not answered."""
    refused: list[str] = field(default_factory=list)
    """What was answered and not saved; it ends the work."""
    turn: int = 0

    def work(self, port: int) -> None:
        browser = Browser(port, self.login)
        with suppress(OSError, HTTPException):
            while not self.refused:
                self._save(browser)
        browser.connection.close()

    def _save(self, browser: Browser) -> None:
        self.turn += 1
        name = f"{self.name} {self.turn}"
        deed = self.dice.choices(
            ("partner", "change", "delete", "task", "agreement", "file"), (4, 3, 1, 2, 4, 1)
        )
        mine = sorted(set(self.partners) - self.doubtful)
        match deed[0]:
            case "task":
                self._made(browser.post("/tasks/new", self.login.task | {"title": name}))
                self.tasks.add(name)
            case "agreement":
                self._made(
                    browser.post("/agreements/new", self.login.agreement | {"title_en": name})
                )
                self.agreements.add(name)
            case "change" if mine:
                address = self.dice.choice(mine)
                self.doubtful.add(address)
                self._made(browser.post(f"{address}/edit", self.login.partner | {"name_en": name}))
                self.partners[address] = name
                self.doubtful.remove(address)
            case "delete" if mine:
                address = self.dice.choice(mine)
                self.doubtful.add(address)
                self._made(browser.post(f"{address}/delete", _token(self.login)))
                del self.partners[address]
                self.gone.add(address)
            case "file":
                fields = _token(self.login) | {"kind": "signed", "access": "staff"}
                content = b"%PDF-1.4\n%" + name.encode()
                self._made(browser.post_file("/partners/1/documents", fields, content))
                self.files += 1
            case _:
                address = self._made(
                    browser.post("/partners/new", self.login.partner | {"name_en": name})
                )
                self.partners[address] = name

    def _made(self, answer: HTTPResponse) -> str:
        """The address of what was saved; only an answer that came whole counts."""
        said = answer.read()
        if answer.status != 302:
            self.refused.append(f"{answer.status} {said.decode()}")
            raise HTTPException
        return answer.getheader("Location") or ""


def _token(login: Login) -> Fields:
    (token,) = login.partner["csrf_token"]
    return {"csrf_token": token}
