"""`crm duplicates`: look through the base for records that may be one and the same, now."""

import time

import click

from crm.commands.app import office
from crm.duplicates.actions import keep_found, look_through
from crm.extensions import db
from crm.models import PairKind
from crm.web.locale import this_moment


@click.command()
def duplicates() -> None:
    """Look through all partners and contacts for likely duplicates."""
    begun = time.monotonic()
    with office():
        moment = this_moment()
        found = look_through()
        db.session.rollback()
        keep_found(found, moment)
        db.session.commit()
    numbers = {kind: len(found.pairs[kind]) for kind in PairKind}
    click.echo(
        f"{numbers[PairKind.PARTNER]} likely pairs of partners and {numbers[PairKind.CONTACT]} of "
        f"contacts, in {time.monotonic() - begun:.1f} s."
    )
