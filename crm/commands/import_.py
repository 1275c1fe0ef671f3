"""`crm import`: records from a file."""

import sys
import tempfile
from pathlib import Path

import click

from crm.commands.app import office
from crm.errors import Refused
from crm.extensions import db
from crm.imports.actions import Order, bring_in, check_truth, make_plan
from crm.imports.fields import NUMBER, VERSION, Moment
from crm.imports.matching import Columns, matched
from crm.imports.plan import Plan, read_plan
from crm.imports.planned import Asked, Verdict
from crm.imports.preview import Preview
from crm.imports.report import NOT_TAKEN, why
from crm.imports.subjects import SUBJECTS, subject_of
from crm.tables.reading import read_table
from crm.tables.table import Table
from crm.web.locale import this_moment, today

FEW = 20
"""Rows that are told of one by one."""


@click.command("import")
@click.argument("what", type=click.Choice(list(SUBJECTS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before writing.")
@click.option("--leave-out", is_flag=True, help="Import the rest when some rows cannot be taken.")
@click.option(
    "--dates",
    type=click.Choice(["day-first", "month-first"]),
    help="How to read a date such as 03/04/2025.",
)
def import_records(what: str, file: Path, dates: str | None, **flags: bool) -> None:
    """Bring WHAT in from FILE (CSV or XLSX): all of it, or nothing."""
    if not file.is_file():  # what flows by could not be read again
        raise Refused(f"{file} is no file.")
    with office(), tempfile.TemporaryDirectory() as folder:
        subject = subject_of(what)
        table = read_table(file, file.name)
        columns = matched(table.header, subject)
        clears = {NUMBER, VERSION} <= set(columns)
        day_first = dates == "day-first" if dates else None
        _tell_columns(table, columns)
        preview = Preview(table, subject, Asked(columns, clears, day_first=day_first))
        plan_file = Path(folder) / "plan"
        with _bar("Reading", table.row_count) as bar:
            plan = make_plan(preview, plan_file, bar.update)
        _tell(plan, plan_file)
        if flags["dry_run"]:
            return
        if not flags["leave_out"] and any(plan.counts.get(verdict) for verdict in NOT_TAKEN):
            raise Refused(
                "Nothing was imported. Mend the rows above, or give --leave-out to import the rest."
            )
        if not flags["yes"]:
            click.confirm("Import this?", abort=True, err=True)
            again = Preview(table, subject, preview.asked)
            check_truth(again, plan)
        with _bar("Importing", plan.total - plan.counts.get(Verdict.UNCHANGED, 0)) as bar:
            moment = Moment(this_moment(), today())
            imported = bring_in(Order(subject, file.name, plan, plan_file, moment), bar.update)
            db.session.commit()
        click.echo(f"Imported: {imported.created} new, {imported.changed} changed.")


def _tell_columns(table: Table, columns: Columns) -> None:
    for warning in table.warnings:
        click.echo(warning, err=True)
    pairs = zip(table.header, columns, strict=True)
    if left := [heading for heading, name in pairs if not name]:
        click.echo(f"Left out, since no field is called so: {', '.join(left)}.", err=True)


def _tell(plan: Plan, plan_file: Path) -> None:
    said = (f"{plan.counts.get(verdict, 0)} {verdict.value}" for verdict in Verdict)
    click.echo(", ".join(said) + ".")
    for planned in read_plan(plan_file, NOT_TAKEN, most=FEW):
        told = " ".join(why(planned).splitlines())
        click.echo(f"Row {planned.row} ({planned.name}): {told}", err=True)


def _bar(label: str, length: int) -> "click._termui_impl.ProgressBar[int]":
    hidden = not sys.stderr.isatty()
    return click.progressbar(length=length, label=label, file=sys.stderr, hidden=hidden)
