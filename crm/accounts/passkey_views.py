"""The addresses of passkeys: given at the login, added and removed on the profile."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from crm.accounts import ceremony, factors, guessing, passkeys, queries, session
from crm.accounts.devices import device_name
from crm.accounts.factor_forms import AnswerForm, PasskeyForm
from crm.accounts.factor_views import step
from crm.accounts.second_step import place
from crm.accounts.views import CameIn, come_in
from crm.database import now
from crm.errors import Values
from crm.models import User
from crm.web.access import anyone, viewer_again, without_factor
from crm.web.forms import Form

bp = Blueprint("passkeys", __name__)


@bp.post("/login/passkey/challenge")
@anyone
def ask() -> ResponseReturnValue:
    """For a script: what a passkey of whoever has given the password is to sign."""
    here, token = place(), session.borne_half()
    user = factors.half_login_of(token, now())
    if user is None or here is None:
        abort(404)
    known = passkeys.usable(factors.passkeys_of(user.id), here)
    challenge = Form().submit(passkeys.ask, user.id, token, now()) or abort(400)
    return ceremony.request_options(here, challenge, known)


@bp.post("/login/passkey")
@anyone
def give() -> ResponseReturnValue:
    """What it has answered. A challenge is used up even when the answer is not right."""
    challenge = Form().submit(passkeys.redeem, session.borne_half(), now()) or ""

    def give_passkey(values: Values, user: User, attempt: guessing.Attempt) -> CameIn:
        moment = now()
        passkeys.use(values, user, place(), challenge, moment)
        factors.finish_half_login(session.borne_half())
        return come_in(user, attempt, moment)

    return step(AnswerForm(), give_passkey)


@bp.route("/settings/factor/passkeys/new", methods=["GET", "POST"])
@without_factor
def new() -> ResponseReturnValue:
    user, here = _oneself(), place()
    if here is None:
        return render_template("accounts/passkey.html", form=None)
    form = PasskeyForm(data={"name": device_name(request.user_agent.string)})
    challenge = Form().submit(passkeys.redeem, session.borne(), now()) or ""
    codes = form.submit(passkeys.add, user, here, challenge)
    if codes:
        return render_template("accounts/recovery_codes.html", codes=codes)
    if codes is not None:
        flash(_("The passkey is added."))
        return redirect(url_for("settings.profile", _anchor="factor"))
    return render_template("accounts/passkey.html", form=form), form.http_status


@bp.post("/settings/factor/passkeys/challenge")
@without_factor
def ask_for_new() -> ResponseReturnValue:
    """For a script: what a device is to make a passkey of."""
    user, here = _oneself(), place() or abort(404)
    known = passkeys.usable(factors.passkeys_of(user.id), here)
    challenge = Form().submit(passkeys.ask, user.id, session.borne(), now()) or abort(400)
    return ceremony.creation_options(user, here, challenge, known, _("Partnerships"))


@bp.post("/settings/factor/passkeys/<int:passkey_id>/remove")
@viewer_again
def remove(passkey_id: int) -> ResponseReturnValue:
    user = _oneself()
    passkey = passkeys.own(user.id, passkey_id) or abort(404)
    name = passkey.name
    if Form().submit(passkeys.remove, user, passkey):
        flash(_("The passkey “%(name)s” is removed.", name=name))
    return redirect(url_for("settings.profile", _anchor="factor"))


def _oneself() -> User:
    return queries.get(current_user.id) or abort(404)
