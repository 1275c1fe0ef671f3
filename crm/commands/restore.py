"""`crm restore`: bring a backup back."""

import sys
from pathlib import Path

import click

from crm.backups.archive import Office
from crm.backups.reading import check_whole, open_backup
from crm.backups.restoring import restore as bring_back
from crm.extensions import db
from crm.factory import create_app
from crm.web.locale import office_zone, this_moment


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Put FILE in the place of what is there. Stop the server first."""
    backup = open_backup(file)
    hidden = not sys.stderr.isatty()
    with click.progressbar(
        check_whole(backup),
        length=len(backup.members),
        label="Checking",
        file=sys.stderr,
        hidden=hidden,
    ) as members:
        for _member in members:
            pass
    app = create_app()
    with app.app_context():
        office = Office(db.engine, Path(app.config["INSTANCE_PATH"]))
        moment = this_moment().astimezone(office_zone())
        length = sum(backup.tables.values()) + len(backup.documents)
        with click.progressbar(
            length=length, label="Restoring", file=sys.stderr, hidden=hidden
        ) as bar:
            restored = bring_back(office, backup, moment, bar.update)
    click.echo(f"Restored from {file}, made at {backup.manifest['made_at']}.")
    if backup.damaged:
        click.echo(f"Damaged when it was made: {', '.join(backup.damaged)}.", err=True)
    if restored.before:
        click.echo(f"What was there before is kept: {restored.before}.")
