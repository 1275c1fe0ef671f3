"""The addresses of the calendars: one that programs fetch, and what one does to one's own."""

from functools import partial

from flask import Blueprint, Response, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from crm.calendar import actions
from crm.calendar.format import written
from crm.calendar.publish import publish
from crm.calendar.section import SIGNER
from crm.models import FeedKind
from crm.web.access import anyone, viewer
from crm.web.addresses import full_address
from crm.web.forms import Form
from crm.web.locale import office_zone, this_moment

bp = Blueprint("calendar", __name__)

ASKS_FOR_PASSWORD = {"WWW-Authenticate": 'Basic realm="Calendar", charset="UTF-8"'}


@bp.get("/calendar/<calendar_token>.ics")
@anyone
def fetch(calendar_token: str) -> ResponseReturnValue:
    """For whoever has the address: calendar programs cannot log in."""
    return _calendar(calendar_token) or abort(404)


@bp.get("/calendar.ics")
@anyone
def fetch_by_password() -> ResponseReturnValue:
    """For programs that send a password, which is the key then: no address has it, and no log of
    addresses. The name beside it is not looked at."""
    given = request.authorization
    token = given.password if given is not None and given.type == "basic" else None
    return _calendar(token or "") or Response(status=401, headers=ASKS_FOR_PASSWORD)


def _calendar(token: str) -> Response | None:
    """The calendar of that token, or that the program has it already; None for none of ours."""
    key = SIGNER.key_of(token)
    site = current_app.config["BASE_URL"] or request.url_root
    moment = this_moment().astimezone(office_zone()).replace(microsecond=0)
    edition = publish(key, moment, partial(full_address, site)) if key is not None else None
    if edition is None:
        return None
    response = Response(status=200, mimetype="text/calendar")
    response.set_etag(edition.etag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Content-Disposition"] = "inline; filename=partnerships.ics"
    response.make_conditional(request)
    if response.status_code != 304:
        response.data = written(edition.name, edition.uid, edition.entries.values())
    return response


@bp.post("/settings/calendars")
@viewer
def make() -> ResponseReturnValue:
    Form().submit(actions.make_feeds, current_user.id, this_moment())
    return redirect(url_for("settings.profile", _anchor="calendars"))


@bp.post("/settings/calendars/<any(all_decisions, my_decisions, my_tasks):feed>/renew")
@viewer
def renew(feed: str) -> ResponseReturnValue:
    if Form().submit(actions.renew, current_user.id, FeedKind(feed), this_moment()):
        flash(_("The calendar has another address now. The one before shows nothing any more."))
    return redirect(url_for("settings.profile", _anchor="calendars"))
