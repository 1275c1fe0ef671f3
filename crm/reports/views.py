"""The addresses of the reports."""

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.exports.download import called, name_in_words
from crm.office.queries import office
from crm.reports import headline
from crm.reports.picture import picture_of
from crm.reports.shelf import REPORTS, Report
from crm.reports.tables import Table
from crm.reports.year import year_report
from crm.web.access import viewer
from crm.web.export import csv_of
from crm.web.filters import FIRST_YEAR, LAST_YEAR
from crm.web.locale import LANGUAGES, reader, speaking, today

bp = Blueprint("reports", __name__, url_prefix="/reports")


@bp.get("")
@viewer
def index() -> ResponseReturnValue:
    return render_template(
        "reports/index.html", reports=REPORTS, figures=headline.figures(reader())
    )


@bp.get("/<name>")
@viewer
def show(name: str) -> ResponseReturnValue:
    report = _get(name)
    return render_template(
        "reports/show.html",
        name=name,
        report=report,
        tables=report.tables(reader()),
        picture_of=picture_of,
        reports=REPORTS,
    )


@bp.get("/<name>/<table>/export.csv")
@viewer
def export(name: str, table: str) -> ResponseReturnValue:
    report = _get(name)
    return _file(report.tables(reader()), table, report.title)


@bp.get("/year/<int:year>")
@viewer
def year(year: int) -> ResponseReturnValue:
    """The whole of the year, in the language that the address asks for, else the reader's."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        abort(404)
    with _spoken():
        return render_template(
            "reports/year.html",
            report=year_report(year, reader()),
            office=office(),
            picture_of=picture_of,
            reports=REPORTS,
            years=(FIRST_YEAR, LAST_YEAR),
        )


@bp.get("/year/<int:year>/<table>/export.csv")
@viewer
def export_year(year: int, table: str) -> ResponseReturnValue:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        abort(404)
    with _spoken():
        tables = [one for _title, part in year_report(year, reader()).parts for one in part]
        return _file(tables, table, _("The year %(year)s", year=year))


def _spoken() -> AbstractContextManager[None]:
    """The language that the address asks for, else the reader's."""
    asked = request.args.get("language", "")
    return speaking(asked) if asked in LANGUAGES else nullcontext()


def _file(tables: Iterable[Table], wanted: str, report: object) -> Response:
    """The table as a file that is called as it and its report are on the page."""
    table = next((one for one in tables if one.name == wanted), None) or abort(404)
    response = Response(csv_of(table.rows()), mimetype="text/csv")
    name = name_in_words(dict.fromkeys((str(report), table.title)), today(), "csv")
    return called(response, name)


def _get(name: str) -> Report:
    return REPORTS.get(name) or abort(404)
