"""Where happenings stood before: what was bookmarked or sent leads on to where they are."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from crm.web.access import viewer

bp = Blueprint("old_timeline", __name__, url_prefix="/timeline")


@bp.get("", defaults={"rest": ""})
@bp.get("/<path:rest>")
@viewer
def lead_on(rest: str) -> ResponseReturnValue:
    address = f"{url_for('happenings.index')}{'/' if rest else ''}{rest}"
    query = request.query_string.decode(errors="replace")
    return redirect(f"{address}?{query}" if query else address, 301)
