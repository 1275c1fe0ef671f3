"""Sends copies of log lines to a machine of their own, so that whoever breaks into this one cannot
change what has been told (syslog over TLS, RFC 5425).

Nobody waits for it: a thread sends what was put into its queue. While the collector is out of reach
lines are kept up to a number, and what does not fit is counted and told when it is back.
"""

import atexit
import os
import queue
import socket
import ssl
import threading
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from urllib.parse import parse_qs, urlsplit

from crm.frozen import Frozen
from crm.log_lines import Lines, line

MOST_WAITING = 20_000
PATIENCE = 10
"""Seconds for the line, and for a part of what is sent."""

PAUSE = 5.0
"""Seconds until a collector that did not take a line is tried again."""

AT_THE_END = 2.0
"""Seconds in which a server that stops still sends what waits."""

FACILITY, WARNING, INFORMATION = 13 * 8, 4, 6
"""The log of audit, and how grave a line is (RFC 5424)."""


class LogCollector(Frozen):
    """As the settings name it."""

    host: str
    port: int
    authority: Path | None = None
    """A file with the certificates that are trusted instead of those of the machine."""


def log_collector(address: str) -> LogCollector:
    """The one at that address. Raises ValueError."""
    parts = urlsplit(address)
    if parts.scheme != "syslog+tls" or not parts.hostname:
        raise ValueError("give an address such as syslog+tls://logs.example.edu:6514")
    given = parse_qs(parts.query).get("ca")
    authority = Path(given[0]) if given else None
    if authority is not None and not authority.is_file():
        raise ValueError(f"ca={authority} is not a file with certificates")
    return LogCollector(parts.hostname, parts.port or 6514, authority)


class Copied:
    """Lines that are kept here, and sent to the collector too."""

    def __init__(self, kept: Lines, sender: "Sender") -> None:
        self.kept, self.sender = kept, sender

    def write(self, line: bytes) -> None:
        self.kept.write(line)
        self.sender.put(line)


class Sender:
    """Sends lines in the order in which they came."""

    def __init__(self, collector: LogCollector) -> None:
        self.collector = collector
        self.waiting: queue.Queue[bytes] = queue.Queue(MOST_WAITING)
        self.lost = 0
        self._begun_in = 0
        self._one_at_a_time = threading.Lock()
        self._pause = threading.Event()

    def put(self, line: bytes) -> None:
        self._begin()
        try:
            self.waiting.put_nowait(line)
        except queue.Full:
            self.lost += 1

    def _begin(self) -> None:
        """By the first line in each process: threads do not come along when one is forked."""
        if self._begun_in == os.getpid():
            return
        with self._one_at_a_time:
            if self._begun_in != os.getpid():
                self._begun_in = os.getpid()
                threading.Thread(target=self._send_all, daemon=True).start()
                atexit.register(self._finish)

    def _finish(self) -> None:
        end = monotonic() + AT_THE_END
        while self.waiting.unfinished_tasks and monotonic() < end:
            self._pause.wait(0.05)

    def _send_all(self) -> None:
        connection: ssl.SSLSocket | None = None
        while True:
            waiting = self.waiting.get()
            while True:
                try:
                    connection = connection or self._connect()
                    if self.lost:
                        connection.sendall(_framed(line("lines_lost", "error", number=self.lost)))
                        self.lost = 0
                    connection.sendall(_framed(waiting))
                    break
                except OSError:
                    connection = None
                    self._pause.wait(PAUSE)
            self.waiting.task_done()

    def _connect(self) -> ssl.SSLSocket:
        where = self.collector
        trust = ssl.create_default_context(cafile=where.authority)
        plain = socket.create_connection((where.host, where.port), PATIENCE)
        return trust.wrap_socket(plain, server_hostname=where.host)


def _framed(told: bytes) -> bytes:
    """As syslog frames it: how long it is, how grave, when, from where."""
    grave = INFORMATION if b'"level": "info"' in told else WARNING
    moment = datetime.now(UTC).isoformat(timespec="milliseconds")
    head = f"<{FACILITY + grave}>1 {moment} {socket.gethostname()} crm {os.getpid()} - - "
    message = head.encode("ascii", "replace") + told.rstrip(b"\n")
    return f"{len(message)} ".encode() + message
