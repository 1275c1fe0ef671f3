"""The address at which administrators see which logins failed."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from crm.accounts.devices import device_name
from crm.accounts.failed import failed_list
from crm.exports.download import download
from crm.models.failed_login import FAILURES_KEPT
from crm.saved_views.sidebar import list_page
from crm.web.access import admin
from crm.web.locale import reader

bp = Blueprint("failed_logins", __name__, url_prefix="/settings/failed-logins")


@bp.get("")
@admin
def index() -> ResponseReturnValue:
    return list_page(
        "settings/failed_logins.html",
        failed_list,
        device_name=device_name,
        days=FAILURES_KEPT.days,
    )


@bp.get("/export.<any(csv, xlsx):kind>")
@admin
def export(kind: str) -> ResponseReturnValue:
    return download(failed_list, request.args, reader(), kind)
