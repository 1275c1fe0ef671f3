"""The scanner that looks for viruses, as the settings name it: `clamd` of ClamAV, or what speaks as
it does."""

import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from urllib.parse import urlsplit

from crm.frozen import Frozen

PATIENCE = 60
"""Seconds for each part of an answer: a large archive takes long."""

PART = 1 << 16


class NotScanned(Exception):
    """The scanner does not answer, or could not look."""


class VirusScanner(Frozen):
    """Where it listens: a socket of this machine, or a host and a port."""

    path: str | None = None
    host: str = ""
    port: int = 0

    def finds(self, file: IO[bytes]) -> str | None:
        """What it calls what is in the file; None for nothing. Raises NotScanned."""
        try:
            with self._line() as line:
                line.sendall(b"zINSTREAM\0")
                while part := file.read(PART):
                    line.sendall(struct.pack(">I", len(part)) + part)
                line.sendall(struct.pack(">I", 0))
                answer = _all_of(line)
        except OSError as error:
            raise NotScanned(type(error).__name__) from error
        name, _space, verdict = answer.removeprefix("stream: ").rpartition(" ")
        if verdict == "FOUND":
            return name
        if answer != "stream: OK":
            raise NotScanned(answer[:200])
        return None

    @contextmanager
    def _line(self) -> Iterator[socket.socket]:
        if sys.platform != "win32" and self.path is not None:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(PATIENCE)
                line.connect(self.path)
                yield line
            return
        with socket.create_connection((self.host, self.port), PATIENCE) as line:
            yield line


def virus_scanner(address: str) -> VirusScanner:
    """The one at that address. Raises ValueError."""
    parts = urlsplit(address)
    if sys.platform != "win32" and parts.scheme == "unix" and parts.path.startswith("/"):
        return VirusScanner(path=parts.path)
    if parts.scheme == "tcp" and parts.hostname and parts.port:
        return VirusScanner(host=parts.hostname, port=parts.port)
    raise ValueError("give an address such as unix:/run/clamav/clamd.ctl or tcp://127.0.0.1:3310")


def _all_of(line: socket.socket) -> str:
    said = b""
    while (part := line.recv(4096)) and len(said) < PART:
        said += part
    return said.rstrip(b"\0\n").decode("ascii", "replace")
