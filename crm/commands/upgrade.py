"""`crm upgrade`: bring the database to this version."""

import click

from crm.agreements.queries import type_keys
from crm.commands.watching import watched
from crm.drafting.actions import load_shipped
from crm.extensions import db
from crm.factory import create_app
from crm.operations.upgrade import upgrade as upgrade_database


@click.command()
def upgrade() -> None:
    """Bring the database to this version; does nothing when it is there."""
    with create_app().app_context():
        done = upgrade_database(db.engine, watched)
        load_shipped(dict(type_keys()))
        db.session.commit()
        click.echo("The database is up to date." if not done else "The database was upgraded.")
