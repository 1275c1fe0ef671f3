"""The addresses of the second factor: asked at the login, set up, taken off, required."""

import importlib
from collections.abc import Callable

import pyotp
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from crm.accounts import factors, guessing, queries, second_step, session
from crm.accounts.factor_forms import AppForm, CodeForm, RuleForm
from crm.accounts.forms import LoginForm
from crm.accounts.sealing import opened, seal
from crm.accounts.views import CameIn, come_in, welcome
from crm.database import now
from crm.errors import Values
from crm.models import User
from crm.models.second_factor import new_secret
from crm.office import queries as office_queries
from crm.web.access import admin_again, anyone, viewer_again, without_factor
from crm.web.addresses import local_address
from crm.web.forms import Form
from crm.web.kept import what_waits

bp = Blueprint("factors", __name__)

FEW_CODES = 3


@bp.route("/login/code", methods=["GET", "POST"])
@anyone
def code() -> ResponseReturnValue:
    """After the password, which the server remembers for ten minutes."""
    return step(CodeForm(), _give_code)


def step(
    form: Form, give: Callable[[Values, User, guessing.Attempt], CameIn]
) -> ResponseReturnValue:
    """The second one of the login, by what that form brings."""
    wanted = local_address(request.args.get("next")) or url_for("home.index")
    if current_user.is_authenticated:
        return redirect(wanted)
    kept = what_waits(wanted)
    user = factors.half_login_of(session.borne_half(), now())
    if user is None:
        if kept is None:
            return redirect(url_for("accounts.login", next=request.args.get("next")))
        action = url_for("accounts.login", next=wanted)
        form = LoginForm(formdata=None)
        return render_template("accounts/login.html", form=form, action=action, kept=kept), 401
    attempt = guessing.begin(user.email, now()) if form.validate_on_submit() else None
    if attempt and attempt.wait:
        form.refuse(guessing.too_soon(attempt.wait))
    elif attempt and (came_in := form.submit(give, user, attempt)):
        _tell_of_codes(user)
        return welcome(came_in, kept, wanted)
    return guessing.answer(second_step.page(user.id, form, kept, wanted), form, attempt)


@bp.route("/settings/factor/app", methods=["GET", "POST"])
@without_factor
def app() -> ResponseReturnValue:
    """Set up an app that makes codes, or another one in its place."""
    user = _oneself()
    form, had_codes = AppForm(), user.has_factor
    if codes := form.submit(factors.turn_on, user, now()):
        return render_template("accounts/recovery_codes.html", codes=codes, had_codes=had_codes)
    secret = opened(user.id, form.key.data or "", within=factors.KEY_LASTS) or new_secret()
    form.key.data = form.key.raw_data = seal(user.id, secret)
    uri = pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=_("Partnerships"))
    library = importlib.import_module("segno")  # for the first who needs it
    picture = library.make(uri, error="m").svg_data_uri(scale=4, light="#fff")
    page = render_template("accounts/app.html", form=form, picture=picture, secret=secret, uri=uri)
    return page, form.http_status


@bp.post("/settings/factor/codes")
@viewer_again
def new_codes() -> ResponseReturnValue:
    """Another set of recovery codes, shown this once."""
    user = _oneself()
    codes = Form().submit(factors.new_codes, user) if user.has_factor else None
    if codes is None:
        return redirect(url_for("settings.profile", _anchor="factor"))
    return render_template("accounts/recovery_codes.html", codes=codes, had_codes=True)


@bp.post("/settings/factor/off")
@viewer_again
def turn_off() -> ResponseReturnValue:
    if Form().submit(factors.turn_off, _oneself()):
        flash(_("From now on your password alone lets you in."))
    return redirect(url_for("settings.profile", _anchor="factor"))


@bp.post("/settings/people/<int:user_id>/take-off-factor")
@admin_again
def take_off(user_id: int) -> ResponseReturnValue:
    """Of somebody who has lost it."""
    user = queries.get(user_id) or abort(404)
    if Form().submit(factors.take_off, user):
        flash(_("%(name)s comes in by the password alone until another is set up.", name=user.name))
    return redirect(url_for("settings.edit_person", user_id=user_id))


@bp.route("/settings/factor", methods=["GET", "POST"])
@admin_again
def rule() -> ResponseReturnValue:
    """Of whom it is required."""
    office = office_queries.office()
    form = RuleForm(obj=office)
    if form.submit(factors.save_rule, office):
        flash(_("Saved."))
        return redirect(url_for("settings.people"))
    return render_template("settings/factor_rule.html", form=form), form.http_status


def _give_code(values: Values, user: User, attempt: guessing.Attempt) -> CameIn:
    moment = now()
    factors.use_code(user, values["code"], moment)
    factors.finish_half_login(session.borne_half())
    return come_in(user, attempt, moment)


def _tell_of_codes(user: User) -> None:
    left = factors.codes_left(user.id)
    if left <= FEW_CODES:
        message = ngettext(
            "%(num)d recovery code is left. Make a new set on your profile.",
            "%(num)d recovery codes are left. Make a new set on your profile.",
            left,
        )
        flash(message, "warn")


def _oneself() -> User:
    return queries.get(current_user.id) or abort(404)
