"""A scanner that speaks as `clamd` does and finds one word."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from crm.virus_scanner import VirusScanner

VIRUS = b"this is a virus"


def _look(line: socket.socket) -> None:
    with line, line.makefile("rb") as said:
        assert said.read(10) == b"zINSTREAM\0"
        heard = b""
        while length := struct.unpack(">I", said.read(4))[0]:
            heard += said.read(length)
        verdict = b"Test.Word FOUND" if VIRUS in heard else b"OK"
        line.sendall(b"stream: " + verdict + b"\0")


@contextmanager
def scanning(files: int) -> Iterator[VirusScanner]:
    """One that looks at so many files."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            for _ in range(files):
                _look(server.accept()[0])

        threading.Thread(target=serve, daemon=True).start()
        yield VirusScanner(host="127.0.0.1", port=server.getsockname()[1])
