"""Identity providers run beside the tests, each in a process of its own."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager


@contextmanager
def running(module: str, port: int, *words: str) -> Iterator[str]:
    """The address of the provider in that module, which runs until the block ends."""
    command = [sys.executable, "-m", module, str(port), *words]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            _until_open(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _until_open(port: int, process: subprocess.Popen) -> None:
    for _ in range(600):
        with closing(socket.socket()) as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None
        time.sleep(0.05)
    raise TimeoutError("the provider does not start")
