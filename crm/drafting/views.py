"""The addresses of templates in the settings, and of drafting from an agreement."""

import io

from flask import Blueprint, abort, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from crm.agreements import queries as agreement_queries
from crm.database import now
from crm.drafting import actions, queries
from crm.drafting.actions import Drafter
from crm.drafting.context import key_of
from crm.drafting.fields import GROUPS
from crm.drafting.forms import DraftForm, TemplateForm
from crm.models import DraftTemplate
from crm.web.access import admin, editor, may_administer
from crm.web.forms import Form
from crm.web.locale import today

bp = Blueprint("drafting", __name__)

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _get(template_id: int) -> DraftTemplate:
    return queries.get(template_id) or abort(404)


@bp.get("/settings/templates")
@admin
def index() -> ResponseReturnValue:
    return render_template("drafting/index.html", templates=queries.templates(), form=Form())


@bp.get("/settings/templates/fields")
@admin
def fields() -> ResponseReturnValue:
    own = [(f"fields.{key_of(field)}", field) for field in queries.own_fields()]
    return render_template("drafting/fields.html", groups=GROUPS, own=own)


@bp.route("/settings/templates/new", methods=["GET", "POST"])
@admin
def new() -> ResponseReturnValue:
    form = TemplateForm()
    if form.submit(actions.save_template, DraftTemplate()):
        flash(_("Template saved."))
        return redirect(url_for(".index"))
    return render_template("drafting/edit.html", form=form), form.http_status


@bp.route("/settings/templates/<int:template_id>/edit", methods=["GET", "POST"])
@admin
def edit(template_id: int) -> ResponseReturnValue:
    template = _get(template_id)
    form = TemplateForm(obj=template)
    if form.submit(actions.save_template, template):
        flash(_("Template saved."))
        return redirect(url_for(".index"))
    template = _get(template_id)
    return render_template("drafting/edit.html", form=form, template=template), form.http_status


@bp.get("/settings/templates/<int:template_id>/export.docx")
@admin
def export(template_id: int) -> ResponseReturnValue:
    """The Word file as it was sent."""
    template = queries.get_with_content(template_id) or abort(404)
    return send_file(
        io.BytesIO(template.content), DOCX, as_attachment=True, download_name=template.file_name
    )


@bp.post("/settings/templates/<int:template_id>/<any(retire, restore):answer>")
@admin
def retire(template_id: int, answer: str) -> ResponseReturnValue:
    if Form().submit(actions.set_retired, _get(template_id), answer == "retire"):
        flash(_("No longer offered.") if answer == "retire" else _("Offered again."))
    return redirect(url_for(".index"))


@bp.route("/agreements/<int:agreement_id>/draft", methods=["GET", "POST"])
@editor
def draft(agreement_id: int) -> ResponseReturnValue:
    agreement = agreement_queries.get(agreement_id) or abort(404)
    templates = queries.offered(agreement.type_id)
    form = DraftForm(templates)
    drafter = Drafter(current_user.id, now(), today(), sees_all=may_administer())
    if form.submit(actions.draft, agreement, drafter):
        flash(_("Drafted. It lies with the documents of the agreement."))
        return redirect(url_for("agreements.show", agreement_id=agreement_id, _anchor="documents"))
    agreement = agreement_queries.get(agreement_id) or abort(404)
    page = "drafting/draft.html"
    return render_template(
        page, form=form, agreement=agreement, templates=templates
    ), form.http_status
