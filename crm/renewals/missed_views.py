"""The report of what ended, or went on, without a decision."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from crm.exports.download import download
from crm.renewals.lists import missed_list
from crm.saved_views.sidebar import list_page
from crm.web.access import viewer
from crm.web.locale import reader

bp = Blueprint("missed_renewals", __name__, url_prefix="/renewals/missed")


@bp.get("")
@viewer
def index() -> ResponseReturnValue:
    return list_page("renewals/missed.html", missed_list)


@bp.get("/export.<any(csv, xlsx):kind>")
@viewer
def export(kind: str) -> ResponseReturnValue:
    return download(missed_list, request.args, reader(), kind)
