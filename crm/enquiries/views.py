"""The addresses of enquiries for staff: parse, call one thing, render."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from crm.enquiries import actions, queries
from crm.enquiries.forms import AsideForm, JoinForm, ProspectForm
from crm.enquiries.lists import enquiry_list
from crm.exports.download import download
from crm.models import Enquiry, Partner
from crm.personal.traces import write_out
from crm.saved_views.sidebar import list_page
from crm.web.access import admin_again, editor, viewer
from crm.web.forms import Form
from crm.web.locale import local_time, reader

bp = Blueprint("enquiries", __name__, url_prefix="/enquiries")


def _get(enquiry_id: int) -> Enquiry:
    return queries.get(enquiry_id) or abort(404)


def _day(enquiry: Enquiry) -> date:
    return local_time(enquiry.created_at).date()


@bp.get("")
@viewer
def index() -> ResponseReturnValue:
    return list_page("enquiries/index.html", enquiry_list)


@bp.get("/export.<any(csv, xlsx):kind>")
@viewer
def export(kind: str) -> ResponseReturnValue:
    return download(enquiry_list, request.args, reader(), kind)


@bp.get("/<int:enquiry_id>")
@viewer
def show(enquiry_id: int) -> ResponseReturnValue:
    return render_template("enquiries/show.html", enquiry=_get(enquiry_id))


@bp.route("/<int:enquiry_id>/prospect", methods=["GET", "POST"])
@editor
def prospect(enquiry_id: int) -> ResponseReturnValue:
    enquiry = _get(enquiry_id)
    form = ProspectForm(enquiry, current_user.id)
    day, anyway = _day(enquiry), form.save_anyway
    if partner := form.submit(actions.make_prospect, enquiry, day, save_anyway=anyway):
        return _to(partner)
    return _decide("enquiries/prospect.html", form, enquiry_id)


@bp.route("/<int:enquiry_id>/partner", methods=["GET", "POST"])
@editor
def join(enquiry_id: int) -> ResponseReturnValue:
    enquiry = _get(enquiry_id)
    form = JoinForm(enquiry)
    if partner := form.submit(actions.join_partner, enquiry, _day(enquiry)):
        return _to(partner)
    return _decide("enquiries/join.html", form, enquiry_id)


@bp.route("/<int:enquiry_id>/aside", methods=["GET", "POST"])
@editor
def put_aside(enquiry_id: int) -> ResponseReturnValue:
    enquiry = _get(enquiry_id)
    form = AsideForm(obj=enquiry)
    if form.submit(actions.put_aside, enquiry):
        flash(_("Put aside. It can be taken up still."))
        return redirect(url_for(".show", enquiry_id=enquiry_id))
    return _decide("enquiries/aside.html", form, enquiry_id)


@bp.route("/<int:enquiry_id>/erase", methods=["GET", "POST"])
@admin_again
def erase(enquiry_id: int) -> ResponseReturnValue:
    enquiry, form = _get(enquiry_id), Form()
    if form.submit(actions.erase, enquiry) is not None:
        write_out()
        flash(_("The enquiry was erased. The history keeps that there was one."))
        return redirect(url_for(".index"))
    return _decide("enquiries/erase.html", form, enquiry_id)


def _to(partner: Partner) -> ResponseReturnValue:
    flash(_("The enquiry stands on the partner's timeline."))
    return redirect(url_for("partners.show", partner_id=partner.id))


def _decide(template: str, form: Form, enquiry_id: int) -> ResponseReturnValue:
    """The form's page, with the enquiry as the database has it: a refusal took the rest back."""
    return render_template(template, form=form, enquiry=_get(enquiry_id)), form.http_status
