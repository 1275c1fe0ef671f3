"""The addresses of an agreement's steps: parse, call one thing, render."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from crm.agreements import queries
from crm.database import now
from crm.life import actions
from crm.life.forms import PartySigningForm, StepForm
from crm.life.picture import life_picture
from crm.models import Agreement, Step
from crm.web.access import editor, viewer
from crm.web.locale import name_of, today
from crm.web.prefill import prefilled
from crm.web.uploads import takes_files
from crm.web.words import word

bp = Blueprint("life", __name__, url_prefix="/agreements")

KNOWN = ", ".join(step.value for step in Step)


def _get(agreement_id: int) -> Agreement:
    return queries.get(agreement_id) or abort(404)


def _hand() -> actions.Hand:
    return actions.Hand(by_id=current_user.id, at=now(), day=today())


@bp.get("/life")
@viewer
def picture() -> ResponseReturnValue:
    return render_template("life/picture.html", picture=life_picture(word))


@bp.route(f"/<int:agreement_id>/steps/<any({KNOWN}):step>", methods=["GET", "POST"])
@editor
@takes_files
def take(agreement_id: int, step: str) -> ResponseReturnValue:
    agreement, move = _get(agreement_id), Step(step)
    form = StepForm(agreement, move, today(), **prefilled("successor_id"))
    if form.submit(actions.take_step, agreement, move, _hand()):
        flash(_("“%(title)s”: %(stage)s.", title=name_of(agreement), stage=word(agreement.stage)))
        return redirect(url_for("agreements.show", agreement_id=agreement_id))
    page = "life/step.html"
    return render_template(
        page, form=form, agreement_id=agreement_id, title=name_of(_get(agreement_id)), step=move
    ), form.http_status


@bp.route("/<int:agreement_id>/parties/<int:partner_id>/sign", methods=["GET", "POST"])
@editor
def sign_for(agreement_id: int, partner_id: int) -> ResponseReturnValue:
    agreement = _get(agreement_id)
    party = next((p for p in agreement.parties if p.partner_id == partner_id), None) or abort(404)
    name, form = name_of(party.partner), PartySigningForm(data={"signed_on": today()})
    if form.submit(actions.sign_for, agreement, party, _hand()):
        flash(_("%(name)s has signed.", name=name))
        return redirect(url_for("agreements.show", agreement_id=agreement_id))
    page = "life/sign_for.html"
    return render_template(page, form=form, agreement_id=agreement_id, name=name), form.http_status
