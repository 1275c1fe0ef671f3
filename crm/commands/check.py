"""`crm check`: is everything as it should be?"""

import click

from crm.commands.app import office
from crm.commands.watching import watched
from crm.errors import Refused
from crm.operations.check import CHECKS
from crm.operations.checks.run import Run


@click.command()
@click.option("--fix", "mends", is_flag=True, help="Put right what can be put right.")
def check(mends: bool) -> None:
    """Look for what is wrong with the database, the documents and the machine."""
    found = 0
    with office():
        for one in CHECKS:
            problems = one.found(Run(mends, watched))
            click.echo(f"{'ok' if not problems else 'wrong':6}{one.title}")
            for problem in problems:
                click.echo(f"      {problem}")
            found += len(problems)
    if found:
        raise Refused(f"{found} things are wrong." if found > 1 else "One thing is wrong.")
