"""The addresses of the renewals desk."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from crm.renewals import queries
from crm.renewals.lists import URGENCIES, renewal_list
from crm.renewals.urgency import in_groups
from crm.saved_views.sidebar import list_page
from crm.web.access import viewer
from crm.web.export import download
from crm.web.forms import Form
from crm.web.locale import reader, today

bp = Blueprint("renewals", __name__, url_prefix="/renewals")


@bp.get("")
@viewer
def index() -> ResponseReturnValue:
    return list_page(
        "renewals/index.html",
        renewal_list,
        counts=queries.counts(today()),
        in_groups=in_groups,
        urgencies=URGENCIES,
        form=Form(),
    )


@bp.get("/export.<any(csv, xlsx):kind>")
@viewer
def export(kind: str) -> ResponseReturnValue:
    return download(renewal_list, request.args, reader(), kind)
