"""Gives each request its turn, so that clients who are slow keep nobody waiting.

Granian has a thread for each request that is under way, and a thread waits for as long as its
client takes to send or to read. There are many threads for that reason, and few of them work at
once.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from typing import IO, Any

Environ = dict[str, Any]
StartResponse = Callable[..., Any]

AT_ONCE = 4
"""Requests that one process works on at once."""

THREADS = 256
"""Requests that may be under way in one process; a thread is begun when it is needed."""

MOST_SENDERS = 128
"""So many may be sending something at once: the other threads are left for those who read."""

BUSY = (
    "Too many are sending at this moment. Try again in a minute.\n"
    "目前正在提交的人太多，请一分钟后重试。\n"
)


class Turns:
    """Wraps the application of a process."""

    def __init__(self, app: Callable[[Environ, StartResponse], Iterable[bytes]]) -> None:
        self.app = app
        self.turns = BoundedSemaphore(AT_ONCE)
        self.senders, self.lock = 0, Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """The answer as the application gives it; 503 to one sender too many."""
        sends = bool(environ.get("HTTP_TRANSFER_ENCODING")) or environ.get(
            "CONTENT_LENGTH", "0"
        ) not in {"", "0"}
        if not sends:
            return self._answer(environ, start_response)
        with self.lock:
            is_full = self.senders >= MOST_SENDERS
            self.senders += not is_full
        if is_full:
            return _busy(start_response)
        try:
            environ["wsgi.input"] = _Sent(environ["wsgi.input"], self.turns)
            return self._answer(environ, start_response)
        finally:
            with self.lock:
                self.senders -= 1

    def _answer(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        with self.turns:
            return _Answer(self.app(environ, start_response), self.turns)


class _Sent:
    """What a client sends: others have their turn while it is waited for."""

    def __init__(self, body: IO[bytes], turns: BoundedSemaphore) -> None:
        self.body, self.turns = body, turns

    def read(self, size: int = -1) -> bytes:
        with self._waiting():
            return self.body.read(size)

    def readline(self, size: int = -1) -> bytes:
        with self._waiting():
            return self.body.readline(size)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    @contextmanager
    def _waiting(self) -> Iterator[None]:
        self.turns.release()
        try:
            yield
        finally:
            self.turns.acquire()


class _Answer:
    """What the application answers: others have their turn while a client reads it."""

    def __init__(self, parts: Iterable[bytes], turns: BoundedSemaphore) -> None:
        self.parts, self.turns = parts, turns
        self.rest = iter(parts)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        with self.turns:
            return next(self.rest)

    def close(self) -> None:
        """Called by the server when all is sent, or the client is gone."""
        with self.turns:
            if hasattr(self.parts, "close"):
                self.parts.close()


def _busy(start_response: StartResponse) -> Iterable[bytes]:
    body = BUSY.encode()
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Retry-After", "60"),
        ("Cache-Control", "no-store"),
        ("Connection", "close"),
    ]
    start_response("503 Service Unavailable", headers)
    return [body]
