"""The keys of all pages, as a sheet to read."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from crm.web.access import viewer

bp = Blueprint("keys", __name__)


@bp.get("/keys")
@viewer
def index() -> ResponseReturnValue:
    return render_template("keys/index.html")
