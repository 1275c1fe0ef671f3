"""The addresses of the reports."""

from decimal import Decimal

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import format_percent

from crm.reports import headline
from crm.reports.picture import picture_of
from crm.reports.shelf import REPORTS, Report
from crm.web.access import viewer
from crm.web.export import csv_of
from crm.web.locale import reader, today

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
        rate=percent,
        reports=REPORTS,
    )


@bp.get("/<name>/<table>/export.csv")
@viewer
def export(name: str, table: str) -> ResponseReturnValue:
    tables = _get(name).tables(reader())
    wanted = next((one for one in tables if one.name == table), None) or abort(404)
    file = f"{name}-{table}-{today().isoformat()}.csv"
    response = Response(csv_of(wanted.rows()), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


def percent(rate: Decimal) -> str:
    """A part of the whole as the reader's language writes it: 62.5%."""
    return str(format_percent(rate, format="#,##0.#%"))


def _get(name: str) -> Report:
    return REPORTS.get(name) or abort(404)
