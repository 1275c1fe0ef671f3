"""`crm upgrade`: bring the database to this version."""

from pathlib import Path

import click
from flask import current_app

from crm.agreements.queries import type_keys
from crm.backups import shelf
from crm.commands.watching import watched
from crm.documents import storage
from crm.drafting.actions import load_shipped
from crm.errors import Refused
from crm.extensions import db
from crm.factory import create_app
from crm.operations.schema import stored_revision
from crm.operations.upgrade import upgrade as upgrade_database


@click.command()
def upgrade() -> None:
    """Bring the database to this version; does nothing when it is there."""
    with create_app().app_context():
        _require_nothing_lost()
        done = upgrade_database(db.engine, watched)
        load_shipped(dict(type_keys()))
        db.session.commit()
        click.echo("The database is up to date." if not done else "The database was upgraded.")


def _require_nothing_lost() -> None:
    """Raises Refused where an office's documents or backups lie beside a database without one. A
    new office would take the place of what was lost, and its backups that of the older ones."""
    with db.engine.connect() as connection:
        if stored_revision(connection) is not None:
            return
    kept = shelf.shelf()
    if not kept and not any(storage.folder().glob("[0-9a-f][0-9a-f]/*")):
        return
    newest = shelf.folder() / kept[0].name if kept else Path("FILE")
    raise Refused(
        f"The database is empty or gone, while documents or backups of an office are in"
        f" {current_app.config['INSTANCE_PATH']}. Bring it back: `crm restore {newest}`. To begin"
        " anew, move `documents` and `backups` elsewhere first."
    )
