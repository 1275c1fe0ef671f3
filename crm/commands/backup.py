"""`crm backup`: everything in one file, while people work."""

import sys
from pathlib import Path

import click

from crm.backups.archive import Office, parts, write_backup
from crm.commands.app import office
from crm.errors import Refused
from crm.extensions import db
from crm.web.locale import office_zone, this_moment


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--keep", type=click.IntRange(1), help="Put the time into the name; keep so many.")
def backup(file: Path, keep: int | None) -> None:
    """Write all data, documents and settings to FILE."""
    with office() as app:
        moment = this_moment().astimezone(office_zone())
        target = file if keep is None else _dated(file, f"{moment:%Y%m%d-%H%M%S}")
        saved = Office(db.engine, Path(app.config["INSTANCE_PATH"]))
        hidden = not sys.stderr.isatty()
        try:
            with click.progressbar(
                length=parts(saved), label="Backup", file=sys.stderr, hidden=hidden
            ) as bar:
                damaged = write_backup(saved, target, moment, bar.update)
        except FileExistsError as error:
            raise Refused(f"{target}: a backup is being written there already.") from error
        except OSError as error:
            raise Refused(f"{target}: {error.strerror}") from error
    for old in _older(file, keep) if keep is not None else ():
        old.unlink(missing_ok=True)
    click.echo(f"Written to {target}.")
    if damaged:
        click.echo(f"Damaged before, and in it as they are: {', '.join(damaged)}.", err=True)


def _dated(file: Path, stamp: str) -> Path:
    return file.with_name(f"{file.stem}-{stamp}{file.suffix or '.zip'}")


def _older(file: Path, keep: int) -> list[Path]:
    digits = "[0-9]" * 8 + "-" + "[0-9]" * 6
    found = sorted(file.parent.glob(f"{file.stem}-{digits}{file.suffix or '.zip'}"), reverse=True)
    return found[keep:]
