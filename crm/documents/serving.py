"""Hands out a file of the store: shown in place only when that is harmless, never guessed at."""

from flask import Response, request, send_file

from crm.database import AnyRow
from crm.documents import storage
from crm.documents.file_types import FACTS

SHOWN_SAFELY = (
    "default-src 'none'; style-src 'unsafe-inline'; sandbox; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""For a PDF or an image in a tab of its own: no script, no request, no form, no frame."""


def serve(kept: AnyRow) -> Response:
    """The answer with the file of a row that has its `digest`, `file_name` and `file_type`.

    `?download` saves what would be shown.
    """
    facts = FACTS[kept.file_type]
    response = send_file(
        storage.path_of(kept.digest),
        mimetype=facts.media_type,
        as_attachment=not facts.is_shown or "download" in request.args,
        download_name=kept.file_name,
        etag=kept.digest,
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = SHOWN_SAFELY
    return response
