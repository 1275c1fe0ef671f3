"""Many clients who are slow, and one who is not, at the real server."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic

import pytest

from crm.commands.turns import MOST_SENDERS
from tests.browser.office import crm, serving
from tests.commands.conftest import copy

IDLE = 500
SOON = 30
"""Seconds in which a page has to come on a busy machine; it takes a hundredth of one. Who is kept
waiting by those clients waits for as long as they stay."""

HEAD = (
    b"POST /login HTTP/1.1\r\nHost: crm\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 1000\r\n\r\nemail="
)


@contextmanager
def lines(port: int, number: int, said: bytes) -> Iterator[list[socket.socket]]:
    """So many clients who say that and then nothing more."""
    with ExitStack() as stack:
        opened = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            for _ in range(number)
        ]
        for line in opened:
            line.sendall(said)
        yield opened


def ask(port: int, method: str, body: str | None = None) -> int:
    began = monotonic()
    with closing(HTTPConnection("127.0.0.1", port, timeout=SOON)) as line:
        line.request(method, "/login", body)
        status = line.getresponse().status
    assert monotonic() - began < SOON
    return status


@pytest.fixture(scope="module")
def port(made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Where a server answers."""
    copy(made_once, folder := tmp_path_factory.mktemp("crowd"))
    words = ("lin@example.org", "--role", "viewer", "--password-stdin")
    crm(folder, "user", "add", *words, typed="three plain words\n")
    with serving(folder) as office:
        yield int(office.address.rpartition(":")[2])


def test_idle_and_slow_clients_keep_nobody_waiting(port: int):
    with (
        lines(port, IDLE, b""),
        lines(port, 50, b"GET /login HTTP/1.1\r\n"),
        lines(port, MOST_SENDERS - 1, HEAD),
    ):
        assert ask(port, "GET") == 200
        assert ask(port, "POST", "a=b") == 400  # heard, and without its token
        with lines(port, 1, HEAD), lines(port, 1, HEAD) as one_too_many:
            one_too_many[0].settimeout(SOON)
            assert b" 503 " in one_too_many[0].recv(100)
            assert ask(port, "POST", "a=b") == 503
            assert ask(port, "GET") == 200


def test_a_length_that_could_be_meant_either_way_smuggles_nothing(port: int):
    smuggled = b"GET /healthz HTTP/1.1\r\nHost: crm\r\n\r\n"
    post = b"POST /healthz HTTP/1.1\r\nHost: crm\r\nConnection: close\r\n"
    two = b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n" % len(smuggled)
    both = b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"

    answers = []
    for head in (two, both):
        with lines(port, 1, post + head + smuggled) as (line,):
            line.settimeout(SOON)
            answers.append(b"".join(iter(partial(line.recv, 4096), b"")))

    assert answers[0].startswith(b"HTTP/1.1 400")
    assert [answer.count(b"HTTP/1.1 ") for answer in answers] == [1, 1]
    assert not any(b" 200 " in answer for answer in answers)
