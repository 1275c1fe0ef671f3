"""Each form that is shown is a sheet of its own: sent twice, it makes one record.

A second click, or a browser that sends again, brings the same sheet with the same words. Its key
stands with the record that it made, in the history, where the database lets it stand once. The
same sheet with other words, as after going back, is another key.
"""

import hashlib
import secrets
from collections.abc import Iterator
from typing import Any, cast

from flask import request
from flask_login import current_user
from sqlalchemy import select

from crm.database import Base
from crm.extensions import db
from crm.models import Change
from crm.models.history import FORM_KEY, MAKES
from crm.models.kept_records import KEPT
from crm.models.laid_in import Bare

FIELD = "sheet"
_MODELS = {model.__tablename__: model for model in KEPT}


def new_sheet() -> str:
    return secrets.token_urlsafe(9)


def sheet_key() -> str | None:
    """What stands for the sheet that was sent with all that it says; None for a form that is none,
    as a script of one's own may send."""
    if not request.form.get(FIELD):
        return None
    said = hashlib.sha256()
    for part in _parts():
        said.update(f"{len(part)} ".encode() + part)
    return said.hexdigest()


def _parts() -> Iterator[bytes]:
    who = current_user.id if current_user.is_authenticated else 0
    yield f"{who} {request.path}".encode()
    for name, value in request.form.items(multi=True):
        if name != "csrf_token":
            yield f"{name}={value}".encode("utf-8", "replace")
    for name, file in request.files.items(multi=True):
        digest = hashlib.file_digest(cast("Any", file.stream), "sha256").hexdigest()
        file.stream.seek(0)
        yield f"{name}={file.filename} {digest}".encode("utf-8", "replace")


def note_sheet(key: str | None, result: object) -> None:
    """Let the history keep the key with what was made, if anything was."""
    made = result[0] if isinstance(result, list) and result else result
    if key is not None and isinstance(made, Base | Bare):
        db.session.info[FORM_KEY] = (key, made)


def made_before(key: str | None) -> Any:
    """The record that the same sheet has made or brought back already; None for none."""
    if key is None:
        return None
    noted = select(Change.record_type, Change.record_id).where(
        Change.form_key == key, Change.act.in_(MAKES)
    )
    found = db.session.execute(noted).first()
    return None if found is None else db.session.get(_MODELS[found.record_type], found.record_id)
