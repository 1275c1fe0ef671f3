"""`crm remind`: what is due, once."""

import click

from crm.commands.app import office
from crm.operations.remind import remind as remind_of
from crm.web.locale import today


@click.command()
def remind() -> None:
    """Do what is due: make the tasks of obligations whose time has come."""
    with office():
        made = remind_of(today())
        click.echo(f"{made} tasks made.")
