"""The app for a command: on a database that is what this version expects."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from flask_babel import force_locale

from crm.extensions import db
from crm.factory import create_app
from crm.operations.schema import require_current


@contextmanager
def office(app: Flask | None = None) -> Iterator[Flask]:
    """An app context that speaks English. Raises BadSetting, Refused for a wrong schema."""
    app = app or create_app()
    with app.app_context(), force_locale("en"):
        require_current(db.engine)
        yield app
