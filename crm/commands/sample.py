"""`crm load-sample`: the office's public list."""

import click

from crm.commands.app import office
from crm.extensions import db
from crm.operations.sample import load_sample


@click.command("load-sample")
def load() -> None:
    """Load the office's public list; run twice it adds nothing twice."""
    with office():
        added = load_sample()
        db.session.commit()
        click.echo(f"{added} records added.")
