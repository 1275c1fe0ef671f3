"""`crm check`: is everything as it should be?"""

import sys
from collections.abc import Iterable

import click

from crm.commands.app import office
from crm.database import AnyRow
from crm.errors import Refused
from crm.operations.check import CHECKS, Run


@click.command()
@click.option("--fix", "mends", is_flag=True, help="Put right what can be put right.")
def check(mends: bool) -> None:
    """Look for what is wrong with the database and the documents."""
    found = 0
    with office():
        for one in CHECKS:
            problems = list(one.problems(Run(mends, _watched)))
            click.echo(f"{'ok' if not problems else 'wrong':6}{one.title}")
            for problem in problems:
                click.echo(f"      {problem}")
            found += len(problems)
    if found:
        raise Refused(f"{found} things are wrong." if found > 1 else "One thing is wrong.")


def _watched(rows: Iterable[AnyRow], number: int) -> Iterable[AnyRow]:
    """With a progress bar on a terminal, silently in a pipe."""
    if not sys.stderr.isatty():
        yield from rows
        return
    with click.progressbar(rows, length=number, label="Files", file=sys.stderr) as shown:
        yield from shown
