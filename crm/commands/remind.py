"""`crm remind`: what is due, once."""

import click
from sqlalchemy.exc import SQLAlchemyError

from crm.commands.app import office
from crm.errors import Refused
from crm.operations.remind import remind as remind_of
from crm.web.locale import local_time, this_moment


@click.command()
def remind() -> None:
    """Do what is due, once: renewals, tasks, digests, the mail that waits, and the backup."""
    with office() as app:
        outcomes = remind_of(app, local_time(this_moment()))
    click.echo(", ".join(f"{outcome.done} {outcome.job.name}" for outcome in outcomes) + ".")
    for outcome in outcomes:
        if isinstance(outcome.fault, SQLAlchemyError):
            raise Refused(f"not all “{outcome.job.name}”: {str(outcome.fault).splitlines()[0]}")
        if outcome.fault is not None:
            raise outcome.fault
