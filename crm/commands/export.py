"""`crm export`: a list as a file."""

import shutil
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import click

from crm.agreements.lists import agreement_list
from crm.commands.app import office
from crm.contacts.lists import contact_list
from crm.errors import Refused
from crm.extensions import db
from crm.partners.lists import partner_list
from crm.tasks.lists import task_list
from crm.web.export import csv_parts, write_workbook
from crm.web.locale import Reader, today
from crm.whole_files import laid_whole

LISTS = {
    "partners": partner_list,
    "contacts": contact_list,
    "agreements": agreement_list,
    "tasks": task_list,
}


@click.command()
@click.argument("what", type=click.Choice(list(LISTS)))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
def export(what: str, file: Path | None) -> None:
    """Write all of WHAT to FILE (.csv or .xlsx); as CSV to standard output without one.

    What breaks off leaves FILE as it was.
    """
    kind = file.suffix.lower() if file else ".csv"
    if kind not in {".csv", ".xlsx"}:
        raise Refused(f"{file}: give a name that ends in .csv or .xlsx.")
    with office():
        reader = Reader(today(), None, "en")
        listing = LISTS[what].exported({}, reader)
        try:
            with _opened(file) as stream:
                if kind == ".csv":
                    stream.writelines(csv_parts(listing, {}, reader, db.engine))
                else:
                    with TemporaryFile() as whole:  # an archive cannot break off well
                        write_workbook(listing, {}, reader, whole, db.engine)
                        whole.seek(0)
                        shutil.copyfileobj(whole, stream)
        except OSError as error:
            if file is None:
                raise
            raise Refused(f"{file}: {error.strerror}") from error


def _opened(file: Path | None) -> AbstractContextManager[IO[Any]]:
    """Where the list goes: to a file as a whole, to standard output and devices as it comes."""
    if file is None or (file.exists() and not file.is_file()):
        return click.open_file(str(file or "-"), "wb")
    return laid_whole(file)
