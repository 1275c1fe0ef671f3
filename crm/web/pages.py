"""What all pages share: error pages, the words and names that templates use, safe headers."""

import errno
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask import Flask, Response, current_app, g, render_template, request
from flask_babel import (
    format_currency,
    format_decimal,
    format_percent,
    ngettext,
)
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import BadHost, HTTPException, SecurityError

from crm.database import AnyRow
from crm.extensions import db, login
from crm.models import Role
from crm.models.life import OVER
from crm.models.people import addressed
from crm.models.security_events import SecurityEvent
from crm.web import locale
from crm.web.access import ANYONE, barred, may, may_administer, may_open
from crm.web.addresses import address_of
from crm.web.days import iso_day, local_day
from crm.web.forms import error_count
from crm.web.kept import Kept, what_was_sent
from crm.web.menu import menu_places, way_back
from crm.web.sheets import new_sheet
from crm.web.traces import tell

CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

SAFE_HEADERS = {
    "content-security-policy": CONTENT_SECURITY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cache-control": "no-store",
}

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""What a write says when there is no room: on the disk, in the quota, in one file."""

RECORD_ROOMS = {
    "partner": "partners",
    "contact": "contacts",
    "agreement": "agreements",
    "task": "tasks",
    "happening": "happenings",
    "obligation": "obligations",
    "proposal": "proposals",
    "enquiry": "enquiries",
    "review": "reviews",
    "document": "documents",
    "playbook_step": "settings/playbook-steps",
}


def may_edit() -> bool:
    return may(Role.EDITOR)


def waiting() -> Any:
    """How many proposals, suggestions and recommendations wait, as counted when the reader came
    in; None on a page of somebody who has not logged in."""
    return g.get("waiting")


def exports_are_narrowed(room: str) -> bool:
    """Whether the reader has chosen the columns of that list's exports."""
    return room in g.get("narrowed", ())


def saved_views() -> Sequence[AnyRow]:
    """The reader's saved views, as they were when the reader came in; of those that others share,
    the ones of lists that the reader may open."""
    return [view for view in g.get("views", ()) if may_open(f"{view.room}.index")]


def in_words(day: date | None, today: date | None = None) -> str:
    """How far a day is away: “in 12 days”, “3 days ago”, “today”."""
    if day is None:
        return _("unknown")
    days = (day - (today or locale.today())).days
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("in %(num)d day", "in %(num)d days", days)
    return ngettext("%(num)d day ago", "%(num)d days ago", -days)


def grouped(number: Decimal) -> str:
    """The number as the reader's language writes it."""
    return str(format_decimal(number, format="#,##0.####"))


def rate(part: Decimal) -> str:
    """A part of the whole, from 0 to 1, as the reader's language writes it: 62.5%."""
    return str(format_percent(part, format="#,##0.#%"))


def money(amount: Decimal, currency: str) -> str:
    """The amount as the reader's language writes it, with the currency's ISO code."""
    return str(format_currency(amount, currency, format="¤¤ #,##0.##"))


def file_size(size: int) -> str:
    """A number of bytes as people read it: 12 kB, 3.4 MB."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{format_decimal(round(size / 1_000_000, 1))} MB"


def record_url(record_type: str, record_id: int) -> str:
    """The address of a record; a list has one a row, for which `url_for` is too slow."""
    return f"{request.script_root}/{RECORD_ROOMS[record_type]}/{record_id}"


def edits_at(record_type: str) -> str:
    """Below which address the records of that type are edited; nothing for a reader who may not.
    A list asks once, for all its rows."""
    room = RECORD_ROOMS[record_type]
    return f"{request.script_root}/{room}" if may_open(f"{room}.edit") else ""


def new_partner_label() -> str:
    """The last option of the partner picker; the script puts the typed name into it."""
    return _("Add “%(name)s” as a new partner", name="%(name)s")


def register(app: Flask) -> None:
    """Give the templates their words, and every answer its headers."""
    app.jinja_env.globals.update(
        addressed=addressed,
        error_count=error_count,
        edits_at=edits_at,
        file_size=file_size,
        grouped=grouped,
        in_words=in_words,
        languages=locale.LANGUAGES,
        may_administer=may_administer,
        may_edit=may_edit,
        menu_places=menu_places,
        new_partner_label=new_partner_label,
        new_sheet=new_sheet,
        saved_views=saved_views,
        exports_are_narrowed=exports_are_narrowed,
        over=[standing.value for standing in OVER],
        money=money,
        rate=rate,
        today=locale.today,
        url_for=address_of,
        waiting=waiting,
        way_back=way_back,
    )
    app.jinja_env.filters.update(iso=iso_day, local_day=local_day, record_url=record_url)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(CSRFError, _lost_token)
    app.register_error_handler(BadHost, _wrong_host)
    app.register_error_handler(SecurityError, _wrong_host)
    for error in (OperationalError, NoConnection):
        app.register_error_handler(error, _busy)
    app.register_error_handler(DatabaseError, _damaged)
    app.register_error_handler(OSError, _no_room)
    app.register_error_handler(500, _failed)
    app.after_request(_protect)


def _http_error(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    if error.code == 403:
        tell(SecurityEvent.ACCESS_REFUSED)
    wait: int | None = getattr(error, "retry_after", None)
    return *_error_page(error.code, wait=wait), {"Retry-After": str(wait)} if wait else {}


def _wrong_host(_error: HTTPException) -> Any:
    """In plain words: under a name that is not ours no page can say where its links lead."""
    tell(SecurityEvent.HOST_REFUSED)
    return Response(_("The server cannot do that with this address."), 400, mimetype="text/plain")


def _lost_token(_error: CSRFError) -> Any:
    """The login ran out while the form was typed, or the form is of another login."""
    tell(SecurityEvent.FORM_REFUSED)
    view = current_app.view_functions.get(request.endpoint or "")
    needs = vars(view)["needs"] if view is not None else ANYONE
    return barred(needs) or _error_page(400, kept=what_was_sent())


def _no_room(error: OSError) -> Any:
    """A file could not be written because the disk or the quota is full; else it is our fault."""
    if error.errno not in FULL:
        raise error
    return _busy(error)


def _damaged(error: DatabaseError) -> Any:
    """Its file is damaged, as SQLite says by this class alone; those below it are our fault."""
    if type(error) is not DatabaseError:
        raise error
    return _busy(error)


def _busy(error: Exception) -> Any:
    """The database is locked, full, damaged or out of reach: say so, and keep nothing half done."""
    db.session.rollback()
    current_app.logger.error("nothing was saved: %s", request.endpoint, exc_info=error)
    if "_login_user" not in g:
        # Who asks could not be read; the page must not ask again.
        g._login_user = login.anonymous_user()
    return _error_page(503, kept=what_was_sent())


def _failed(_error: Exception) -> Any:
    db.session.rollback()
    return _error_page(500)


def _error_page(code: int, kept: Kept | None = None, wait: int | None = None) -> tuple[str, int]:
    """`wait` is how many seconds whoever asked too often has to wait."""
    return render_template("errors/error.html", code=code, kept=kept, wait=wait), code


def _protect(response: Response) -> Response:
    given = {name.lower() for name, _value in response.headers}
    for name, value in SAFE_HEADERS.items():
        if name not in given:
            response.headers.add(name, value)
    return response
