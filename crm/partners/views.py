"""The addresses of partners: parse, call one thing, render."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.agreements import queries as agreement_queries
from crm.contacts import queries as contact_queries
from crm.documents import section
from crm.exports.download import download
from crm.merges.redirects import gone
from crm.models import Partner, PartnerStatus
from crm.partners import actions, queries
from crm.partners.forms import PartnerForm
from crm.partners.lists import partner_list
from crm.partners.picker import find_partners_or_near, partners_at, partners_named_like
from crm.partners.relation import relation_of
from crm.saved_views.sidebar import list_page
from crm.tasks import queries as task_queries
from crm.timeline import queries as timeline_queries
from crm.trash.going import going_with, say_gone
from crm.web.access import editor, viewer
from crm.web.forms import Form
from crm.web.locale import language, reader, today

bp = Blueprint("partners", __name__, url_prefix="/partners")


def _get(partner_id: int) -> Partner:
    return queries.get(partner_id) or gone("partner", partner_id)


@bp.get("")
@viewer
def index() -> ResponseReturnValue:
    return list_page("partners/index.html", partner_list)


@bp.get("/export.<any(csv, xlsx):kind>")
@viewer
def export(kind: str) -> ResponseReturnValue:
    return download(partner_list, request.args, reader(), kind)


@bp.get("/lookup")
@viewer
def lookup() -> ResponseReturnValue:
    """What the picker shows while somebody types."""
    return jsonify(find_partners_or_near(request.args.get("q", "")))


@bp.get("/lookup-domain")
@viewer
def lookup_domain() -> ResponseReturnValue:
    """The partners at the domain of what is typed, as links."""
    known = partners_at(request.args.get("q", "")[:300], request.args.get("own", 0, type=int))
    return jsonify([{"name": p.name, "address": url_for(".show", partner_id=p.id)} for p in known])


@bp.get("/lookup-likely")
@viewer
def lookup_likely() -> ResponseReturnValue:
    """The partners that may be meant by the name that is typed, as links, each with why."""
    typed, own = request.args.get("q", "")[:200], request.args.get("own", 0, type=int)
    return jsonify(
        [
            {"name": pick.name, "address": url_for(".show", partner_id=pick.id), "why": why}
            for pick, why in partners_named_like(typed, own)
        ]
    )


@bp.get("/<int:partner_id>")
@viewer
def show(partner_id: int) -> ResponseReturnValue:
    day = today()
    partner, kin = queries.shown(partner_id, language()) or gone("partner", partner_id)
    agreements = agreement_queries.of_partner(partner_id, day)
    happenings = timeline_queries.of_partner(partner_id)
    positions = contact_queries.positions_at(partner_id, language())
    return render_template(
        "partners/show.html",
        partner=partner,
        kin=kin,
        agreements=agreements,
        happenings=happenings,
        relation=relation_of(agreements, happenings, positions, day),
        tasks=task_queries.open_of_partner(partner_id),
        documents=section.of_partner(partner_id),
    )


def _asked_status() -> PartnerStatus:
    """That of the address, such as of a link that makes prospects."""
    is_prospect = request.args.get("status") == PartnerStatus.PROSPECT.value
    return PartnerStatus.PROSPECT if is_prospect else PartnerStatus.ACTIVE


@bp.route("/new", methods=["GET", "POST"])
@editor
def new() -> ResponseReturnValue:
    form = PartnerForm(data={"status": _asked_status()})
    if partner := form.submit(actions.create_partner, save_anyway=form.save_anyway):
        flash(_("Partner saved."))
        return redirect(url_for(".show", partner_id=partner.id))
    return render_template("partners/edit.html", form=form), form.http_status


@bp.route("/<int:partner_id>/edit", methods=["GET", "POST"])
@editor
def edit(partner_id: int) -> ResponseReturnValue:
    partner = _get(partner_id)
    form = PartnerForm(obj=partner)
    if form.submit(actions.update_partner, partner, save_anyway=form.save_anyway):
        flash(_("Partner saved."))
        return redirect(url_for(".show", partner_id=partner_id))
    return render_template("partners/edit.html", form=form, partner_id=partner_id), form.http_status


@bp.route("/<int:partner_id>/delete", methods=["GET", "POST"])
@editor
def delete(partner_id: int) -> ResponseReturnValue:
    partner = _get(partner_id)
    form = Form()
    if item := form.submit(actions.delete_partner, partner):
        say_gone(item, _("Partner deleted."))
        return redirect(url_for(".index"))
    partner = _get(partner_id)
    page, going = "partners/delete.html", going_with(partner)
    return render_template(page, form=form, partner=partner, going=going), form.http_status
