"""What the server tells of itself: a line of JSON for each request, each fault of ours and, apart
from them, each event that somebody who watches over the register wants to know of.

A line has numbers and words of ours. It has no address with what was asked, nothing that was
typed, no name and no key of a link.
"""

import logging
from collections.abc import Callable
from secrets import token_hex
from time import perf_counter
from types import TracebackType
from typing import Any

from flask import Flask, Response, current_app, g, has_request_context, request
from sqlalchemy import event
from sqlalchemy.orm import Session

from crm.config import Settings
from crm.frozen import Frozen
from crm.log_collector import Copied, Sender
from crm.log_lines import LineFile, Lines, StandardError, fault, line
from crm.models.history import BY_ID, WAY
from crm.models.security_events import SecurityEvent, taken

REQUEST_ID = "X-Request-ID"
EXPORTS = {"personal.held", "backups.fetch"}
"""What hands out much at once, beside the exports of lists."""

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]

_PLACE = "traces"
_WARNED = {400, 403, 413, 429}


class Traces(Frozen):
    """The two logs of an app."""

    server: Lines
    """Requests and faults."""
    security: Lines


class _Handler(logging.Handler):
    """Puts what any module of ours logs among the lines; an error is said aloud too."""

    def __init__(self, traces: Traces) -> None:
        super().__init__()
        self.traces = traces

    def emit(self, record: logging.LogRecord) -> None:
        told: dict[str, Any] = {"id": request_id(), "text": record.getMessage()}
        if record.exc_info and record.exc_info[1] is not None:
            told |= fault(record.exc_info[1])
        written = line(record.name, record.levelname.lower(), **told)
        self.traces.server.write(written)
        is_error = record.levelno >= logging.ERROR
        if is_error and not isinstance(self.traces.server, StandardError):
            StandardError().write(written)


class TracedFlask(Flask):
    """Names a fault by its endpoint: the address may bear the key of a link."""

    def log_exception(self, exc_info: ExcInfo | tuple[None, None, None]) -> None:
        self.logger.error("a fault of ours: %s", request.endpoint, exc_info=exc_info)

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """As it is: no function of ours is asynchronous, and a request would be asked a dozen
        times."""
        return func


def kept_in(settings: Settings) -> Traces:
    """Files of at most so many megabytes in the folder of the logs, or the standard error without
    one; and the collector, where there is one."""
    server: Lines = StandardError()
    security: Lines = server
    if settings.log_folder is not None:
        most = settings.log_megabytes * 1024 * 1024
        server = LineFile(settings.log_folder / "server.jsonl", most)
        security = LineFile(settings.log_folder / "security.jsonl", most)
    if settings.log_collector is not None:
        sender = Sender(settings.log_collector)
        server, security = Copied(server, sender), Copied(security, sender)
    return Traces(server, security)


def register(app: Flask, traces: Traces) -> None:
    """Before anything else listens to requests, so that what is refused is told too."""
    app.extensions[_PLACE] = traces
    app.logger.handlers = [_Handler(traces)]
    app.logger.setLevel(logging.INFO)
    app.before_request(_begin)
    app.after_request(_tell)
    app.jinja_env.globals["request_id"] = request_id


def request_id() -> str | None:
    """Under which this request stands in the logs; None outside of any."""
    return g.get("request_id") if has_request_context() else None


def tell(what: SecurityEvent, **told: Any) -> None:
    """A line in the log of security events, with who acts and by which request."""
    if has_request_context():
        told = {"id": request_id(), "user": _user_id(), "endpoint": request.endpoint} | told
    traces: Traces = current_app.extensions[_PLACE]
    traces.security.write(line(what.value, "warning" if what in _BAD else "info", **told))


_BAD = {
    SecurityEvent.LOGIN_FAILED,
    SecurityEvent.SIGN_ON_FAILED,
    SecurityEvent.ACCESS_REFUSED,
    SecurityEvent.FORM_REFUSED,
    SecurityEvent.HOST_REFUSED,
    SecurityEvent.LINE_REFUSED,
    SecurityEvent.THROTTLED,
}


@event.listens_for(Session, "after_commit")
def tell_what_was_noted(session: Session) -> None:
    for what, told in taken(session):
        by = {"user": session.info.get(BY_ID)} if BY_ID in session.info else {}
        tell(what, **by, way=str(session.info.get(WAY, "command")), **told)


def _begin() -> None:
    g.request_id = token_hex(8)
    g.began = perf_counter()


def _tell(response: Response) -> Response:
    response.headers[REQUEST_ID] = g.request_id
    if request.endpoint == "static" and response.status_code < 400:
        return response  # pages name their parts: they would say the same many times
    status = response.status_code
    _tell_of_status(status)
    written = line(
        "request",
        "error" if status >= 500 else "warning" if status in _WARNED else "info",
        id=g.request_id,
        method=request.method,
        endpoint=request.endpoint,
        status=status,
        ms=round((perf_counter() - g.began) * 1000, 1),
        user=_user_id(),
    )
    traces: Traces = current_app.extensions[_PLACE]
    traces.server.write(written)
    return response


def _tell_of_status(status: int) -> None:
    if status == 429:
        tell(SecurityEvent.THROTTLED)
    elif status in {200, 206} and hands_out_much():
        tell(SecurityEvent.EXPORTED)


def hands_out_much() -> bool:
    """Whether what is asked for is a whole list, a backup, or all that is held on a person."""
    endpoint = request.endpoint or ""
    return endpoint in EXPORTS or endpoint.rpartition(".")[2].startswith("export")


def _user_id() -> int | None:
    """Of who is logged in, as far as that has been looked up: a line costs no statement."""
    return getattr(g.get("_login_user"), "id", None)
