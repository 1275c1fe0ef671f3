"""`crm duplicates`: look through the base for records that may be one and the same, now."""

import os
import sys
import time
from threading import Thread

import click

from crm.commands.app import office
from crm.duplicates.due import NOT_KEPT, look_now
from crm.models import PairKind
from crm.web.locale import this_moment


@click.command()
@click.option("--while-open", is_flag=True, help="End as soon as the standard input does.")
def duplicates(*, while_open: bool) -> None:
    """Look through all partners and contacts for likely duplicates."""
    if while_open:
        Thread(target=_end_with_input, daemon=True).start()
    begun = time.monotonic()
    with office():
        found, is_kept = look_now(this_moment())
    if not is_kept:
        click.echo("Somebody else has looked through it meanwhile: what they have found stays.")
        sys.exit(NOT_KEPT)
    numbers = {kind: len(found.pairs[kind]) for kind in PairKind}
    click.echo(
        f"{numbers[PairKind.PARTNER]} likely pairs of partners and {numbers[PairKind.CONTACT]} of "
        f"contacts, in {time.monotonic() - begun:.1f} s."
    )


def _end_with_input() -> None:
    """Past the reader of the standard input, whose lock would be in the way of an end as usual."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os._exit(1)
