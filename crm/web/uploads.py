"""Files that come with a form: how much may come, and where it waits while it is read."""

import tempfile
from collections.abc import Callable
from typing import IO, Any, cast

from flask import Flask, Request, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from crm.web.access import P, View, barred

MEGABYTE = 1024 * 1024
MOST_FIELDS = 5_000
"""So many a form may have; of one that brings files Werkzeug takes 1,000 parts."""

REST_OF_FORM = MEGABYTE
"""Bytes for all that is not a file."""


class Incoming:
    """A file on its way to the disk. When there is no room for it the rest of it is let go, so that
    the fields that come with it can still be read; `refused` then says why."""

    def __init__(self, file: Any) -> None:
        self.file = file
        self.refused: OSError | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)

    def write(self, data: bytes) -> int:
        rest = memoryview(data)
        while rest and self.refused is None:
            try:
                rest = rest[self.file.write(rest) :]
            except OSError as error:
                self.refused = error
        return len(data)


class FilesRequest(Request):
    """A request whose files go to the disk as they come: memory does not grow with them.

    They have no name there, so that nothing is left of them when the process ends, however it
    ends.
    """

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        file = tempfile.TemporaryFile(dir=current_app.config["INSTANCE_PATH"], buffering=0)
        stream = Incoming(file)
        self.incoming.append(stream)
        return cast("IO[bytes]", stream)

    def _load_form_data(self) -> None:
        """Raises OSError, the first time, when there was no room for a file."""
        is_read = "form" in vars(self)
        if not is_read and self._has_too_many_fields():
            raise RequestEntityTooLarge
        super()._load_form_data()
        for stream in () if is_read else self.incoming:
            if stream.refused is not None:
                raise stream.refused

    def _has_too_many_fields(self) -> bool:
        """Counted before they are taken apart, which costs more than their bytes."""
        is_plain = self.mimetype == "application/x-www-form-urlencoded"
        return is_plain and self.get_data().count(b"&") >= MOST_FIELDS

    @property
    def incoming(self) -> list[Incoming]:
        """The files that have come so far."""
        streams: list[Incoming] = vars(self).setdefault("_incoming", [])
        return streams


def takes_files(view: View[P]) -> View[P]:
    """Files may be sent to this address, by those who may come to it."""
    return takes_files_when(lambda **_: True)(view)


def takes_files_when(admits: Callable[..., bool]) -> Callable[[View[P]], View[P]]:
    """Files may be sent to those addresses of the view that the function says yes to."""

    def decorate(view: View[P]) -> View[P]:
        vars(view)["takes_files"] = admits
        return view

    return decorate


def wants_json() -> bool:
    """Whether a script has sent this and reads the answer."""
    return request.accept_mimetypes.best == "application/json"


def register(app: Flask) -> None:
    """To be called before the check of the form's token, which reads all that comes."""
    app.request_class = FilesRequest
    app.before_request(_admit)
    app.teardown_request(_let_go)
    app.register_error_handler(RequestEntityTooLarge, _too_large)


def _admit() -> ResponseReturnValue | None:
    """Let more come than a form needs; nobody else's files are even read."""
    if request.method != "POST" or not _goes_to_files():
        return None
    facts = vars(current_app.view_functions[request.endpoint or ""])
    if not facts["takes_files"](**(request.view_args or {})):
        return None
    request.max_content_length = current_app.config["MAX_UPLOAD"] + REST_OF_FORM
    return barred(facts["needs"])


def _let_go(_error: BaseException | None) -> None:
    for stream in getattr(request, "incoming", ()):
        stream.close()


def _too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    if not _goes_to_files():
        return render_template("errors/error.html", code=413), 413
    limit = current_app.config["MAX_UPLOAD"] // MEGABYTE
    if wants_json():
        message = _("At most %(limit)s MB can be sent at once. Send a smaller file.", limit=limit)
        return {"error": message}, 413
    return render_template("errors/error.html", code=413, limit=limit), 413


def _goes_to_files() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return view is not None and "takes_files" in vars(view)
