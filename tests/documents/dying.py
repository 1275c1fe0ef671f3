"""A process that is killed at one point of filing a document, or of emptying the trash."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.orm import Session

from crm.database import now
from crm.documents import actions
from crm.documents.intake import holding
from crm.extensions import db
from crm.factory import create_app
from crm.models import Agreement, Document, DocumentKind
from crm.models.trash import KEPT_FOR
from crm.trash.actions import empty_trash


def die_at(point: str, deed: str) -> None:
    """Do the deed in the office of the environment, up to the point."""
    with create_app().app_context():
        if deed == "empty":
            actions.delete_document({}, db.session.query(Document).one())
            db.session.commit()
        _lay_the_trap(point)
        if deed == "file":
            _file_another()
        else:
            empty_trash({}, now() + KEPT_FOR)
        db.session.commit()


def _file_another() -> None:
    with holding(b"%PDF-1.4 another", "scan.pdf") as upload:
        agreement = db.session.query(Agreement).one()
        given = {"files": [upload], "kind": DocumentKind.SIGNED}
        actions.add_documents(given, agreement, None, now())


def _lay_the_trap(point: str) -> None:
    match point:
        case "while the file is written":
            os.fsync = _dying(os.fsync)
        case "before the rename":
            Path.replace = _dying(Path.replace)
        case "after the rename":
            Path.replace = _dying(Path.replace, after=True)
        case "before the removal":
            Path.unlink = _dying(Path.unlink)
        case "after the removal":
            Path.unlink = _dying(Path.unlink, after=True)
        case "before the commit":
            event.listen(Session, "before_commit", _die)
        case "after the commit":
            event.listen(Session, "after_commit", _die)


def _dying(call: Callable[..., object], *, after: bool = False) -> Callable[..., object]:
    def done(*given, **named):
        if not after:
            _die()
        result = call(*given, **named)
        _die()
        return result

    return done


def _die(*_given: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
