"""What whoever reads the public page can send: an enquiry, without an account."""

from functools import partial

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.enquiries import actions, queries
from crm.enquiries.forms import EnquiryForm
from crm.enquiries.letter import enquiry_number, letter
from crm.public.content import Content, frame_of
from crm.public.queries import page as public_page
from crm.web.access import anyone
from crm.web.forms import Form
from crm.web.locale import PATHS, this_moment
from crm.web.visitors import sender_digest

bp = Blueprint("enquire", __name__, url_prefix="/cooperation/<any(en, zh):language>/enquiry")


@bp.route("", methods=["GET", "POST"], strict_slashes=False)
@anyone
def write(language: str) -> ResponseReturnValue:
    frame, server = _frame(language), current_app.config["MAIL"]
    consent = frame.text("consent") or _(
        "We keep what you send to answer it and to see whether we can work together, give it to "
        "nobody else, and delete it when you ask us to."
    )
    form, moment = EnquiryForm(consent), this_moment()
    # What fills in the field that nobody sees is told the same as everybody.
    thanks = redirect(url_for(".thanks", language=language))
    if form.is_trapped:
        return thanks
    known = {
        "language": PATHS[language],
        "consent": consent,
        "sender_digest": sender_digest(),
    }
    site = current_app.config["BASE_URL"] or request.url_root
    ask = partial(letter, office=frame.office, site=site, moment=moment, server=server)
    if form.submit(actions.receive, known, moment, ask if server is not None else None):
        return thanks
    return render_template("enquiries/write.html", form=form, content=frame), form.http_status


@bp.get("/thanks")
@anyone
def thanks(language: str) -> ResponseReturnValue:
    return render_template(
        "enquiries/thanks.html",
        content=_frame(language),
        by_mail=current_app.config["MAIL"] is not None,
    )


@bp.route("/confirm/<token>", methods=["GET", "POST"])
@anyone
def confirm(language: str, token: str) -> ResponseReturnValue:
    """By a button, not by the visit alone: programs that look for viruses open links too."""
    frame, form = _frame(language), Form()
    number = enquiry_number(token)
    enquiry = queries.get(number) if number is not None else None
    if enquiry is None:
        abort(404)
    if form.submit(actions.confirm, enquiry, this_moment()):
        return redirect(url_for(".confirm", language=language, token=token))
    is_confirmed = enquiry.confirmed_at is not None
    return render_template(
        "enquiries/confirm.html", form=form, content=frame, is_confirmed=is_confirmed
    )


def _frame(language: str) -> Content:
    """The frame of the public page in that language. Aborts with 404 while it is switched off."""
    g.visitor_language = PATHS[language]
    g.is_by_link = True  # an error page without the office's menu
    page = public_page()
    if not page.is_on:
        abort(404)
    return frame_of(page, language)
