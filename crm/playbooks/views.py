"""The addresses of playbooks, among the settings."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.agreement_types import queries as type_queries
from crm.models import AgreementType, PlaybookStep
from crm.playbooks import actions, queries
from crm.playbooks.forms import ApplyForm, PlaybookStepForm, when
from crm.playbooks.preview import fingerprint, preview
from crm.trash.going import say_gone
from crm.web.access import admin, viewer
from crm.web.forms import Form
from crm.web.locale import today

bp = Blueprint("playbooks", __name__, url_prefix="/settings")
bp.add_app_template_global(when, "when_of_step")


def _type(type_id: int) -> AgreementType:
    return type_queries.get_type(type_id) or abort(404)


def _step(playbook_step_id: int) -> PlaybookStep:
    return queries.get(playbook_step_id) or abort(404)


def _to_playbook(type_id: int) -> ResponseReturnValue:
    return redirect(url_for("agreement_types.edit", type_id=type_id, _anchor="playbook"))


@bp.route("/agreement-types/<int:type_id>/playbook/new", methods=["GET", "POST"])
@admin
def new(type_id: int) -> ResponseReturnValue:
    kind, form = _type(type_id), PlaybookStepForm()
    if form.submit(actions.save_step, PlaybookStep(type_id=kind.id)):
        flash(_("Step saved. It holds for agreements that are signed from now on."))
        return _to_playbook(type_id)
    return render_template("playbooks/edit.html", form=form, kind=_type(type_id)), form.http_status


@bp.get("/playbook-steps/<int:playbook_step_id>")
@viewer
def show(playbook_step_id: int) -> ResponseReturnValue:
    return render_template(
        "playbooks/show.html",
        step=_step(playbook_step_id),
        number=queries.number_planned(playbook_step_id),
    )


@bp.route("/playbook-steps/<int:playbook_step_id>/edit", methods=["GET", "POST"])
@admin
def edit(playbook_step_id: int) -> ResponseReturnValue:
    step = _step(playbook_step_id)
    form = PlaybookStepForm(obj=step)
    if form.submit(actions.save_step, step):
        flash(_("Step saved. It holds for agreements that are signed from now on."))
        return _to_playbook(step.type_id)
    page = render_template(
        "playbooks/edit.html", form=form, kind=_step(playbook_step_id).type, step_id=step.id
    )
    return page, form.http_status


@bp.route("/playbook-steps/<int:playbook_step_id>/delete", methods=["GET", "POST"])
@admin
def delete(playbook_step_id: int) -> ResponseReturnValue:
    step, form = _step(playbook_step_id), Form()
    type_id = step.type_id
    if item := form.submit(actions.delete_step, step):
        say_gone(item, _("Step deleted. The tasks that it made stay until you apply the playbook."))
        return _to_playbook(type_id)
    step = _step(playbook_step_id)
    page = render_template("playbooks/delete.html", form=form, step=step, going=())
    return page, form.http_status


@bp.route("/agreement-types/<int:type_id>/playbook/apply", methods=["GET", "POST"])
@admin
def apply(type_id: int) -> ResponseReturnValue:
    """What would change of the agreements that run; sent, it changes."""
    kind, form = _type(type_id), ApplyForm()
    if done := form.submit(actions.apply_playbook, kind, form.seen.data or "", today()):
        message = ngettext(
            "The playbook was applied to %(num)d agreement.",
            "The playbook was applied to %(num)d agreements.",
            done.agreements,
        )
        flash(message)
        return _to_playbook(type_id)
    steps = queries.steps_of(type_id)
    form.seen.data = fingerprint(steps)
    page = render_template(
        "playbooks/apply.html",
        form=form,
        kind=_type(type_id),
        steps=steps,
        preview=preview(type_id, steps, today()),
    )
    return page, form.http_status
