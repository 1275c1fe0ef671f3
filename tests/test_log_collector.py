"""Copies of the logs on a machine of their own."""

import queue
import socket
import ssl
import threading
from pathlib import Path

import pytest
import trustme

from crm import log_collector
from crm.log_collector import Copied, LogCollector, Sender
from crm.log_lines import line


class Kept:
    def __init__(self) -> None:
        self.lines: list[bytes] = []

    def write(self, line: bytes) -> None:
        self.lines.append(line)


def _collect(server: socket.socket, trust: ssl.SSLContext, heard: queue.Queue[str]) -> None:
    """Hears one line of each of two connections; of one that does not believe it, nothing."""
    for _ in range(2):
        try:
            with (
                trust.wrap_socket(server.accept()[0], server_side=True) as secure,
                secure.makefile("rb") as said,
            ):
                length = b""
                while (sign := said.read(1)) not in {b" ", b""}:
                    length += sign
                heard.put(said.read(int(length)).decode("ascii"))
        except ssl.SSLError as error:
            heard.put(f"refused: {error.reason}")


def test_lines_go_to_a_collector_that_can_be_believed_and_wait_until_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(log_collector, "PAUSE", 0.05)
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    trust = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(trust)
    kept, heard = Kept(), queue.Queue[str]()
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        port = server.getsockname()[1]
        logs = Copied(kept, Sender(LogCollector("127.0.0.1", port, tmp_path / "authority.pem")))
        logs.write(line("login", "info", user=7))  # nobody listens yet

        server.listen()
        threading.Thread(target=_collect, args=(server, trust, heard), daemon=True).start()
        told = heard.get(timeout=10)
        Sender(LogCollector("127.0.0.1", port)).put(line("login", "info", user=8))
        refused = heard.get(timeout=10)

    assert told.startswith("<110>1 20")
    assert '"event": "login", "user": 7}' in told
    assert refused.startswith("refused: ")
    assert len(kept.lines) == 1


def test_what_does_not_fit_while_the_collector_is_away_is_counted(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(log_collector, "MOST_WAITING", 2)
    sender = Sender(LogCollector("127.0.0.1", 1))

    for number in range(5):
        sender.put(line("login", "info", user=number))

    assert sender.lost >= 2


@pytest.mark.parametrize("address", ["logs.example.edu", "syslog://logs", "syslog+tls://l?ca=/no"])
def test_an_address_that_is_not_safe_is_refused(address: str):
    with pytest.raises(ValueError, match=r"give an address|is not a file"):
        log_collector.log_collector(address)
