"""The guide, as a page to read."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from crm.help.guide import chapters
from crm.web.access import viewer
from crm.web.locale import language

bp = Blueprint("help", __name__)


@bp.get("/help")
@viewer
def index() -> ResponseReturnValue:
    return render_template("help/index.html", chapters=chapters(language()))
