"""The addresses of the settings: one's profile and the people."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from crm.accounts import actions as account_actions
from crm.accounts import queries as account_queries
from crm.accounts import session
from crm.accounts.devices import device_name
from crm.accounts.forms import LanguageForm, PersonForm, ProfileForm
from crm.calendar import section as calendar_section
from crm.database import now
from crm.errors import Values
from crm.models import User
from crm.web.access import admin, admin_again, viewer
from crm.web.addresses import local_address
from crm.web.forms import Form
from crm.web.locale import forget_locale

bp = Blueprint("settings", __name__, url_prefix="/settings")


@bp.get("")
@viewer
def index() -> ResponseReturnValue:
    return redirect(url_for(".profile"))


@bp.route("/profile", methods=["GET", "POST"])
@viewer
def profile() -> ResponseReturnValue:
    user = account_queries.get(current_user.id) or abort(404)
    form = ProfileForm(obj=user)
    if token := form.submit(_save_profile, user):
        session.bear(token)
        forget_locale()
        flash(_("Profile saved."))
        return redirect(url_for(".profile"))
    calendars = calendar_section.of_person(current_user.id)
    page = render_template(
        "settings/profile.html",
        form=form,
        calendars=calendars,
        sessions=account_queries.sessions_of(user.id, session.limits(), now()),
        device_name=device_name,
    )
    return page, form.http_status


@bp.post("/language")
@viewer
def language() -> ResponseReturnValue:
    user = account_queries.get(current_user.id) or abort(404)
    LanguageForm().submit(account_actions.set_language, user)
    return redirect(local_address(request.form.get("back")) or url_for("home.index"))


@bp.get("/people")
@admin
def people() -> ResponseReturnValue:
    return render_template("settings/people.html", people=account_queries.everybody())


@bp.route("/people/new", methods=["GET", "POST"])
@admin_again
def new_person() -> ResponseReturnValue:
    form = PersonForm()
    if user := form.submit(account_actions.create_user):
        flash(_("%(name)s may log in now.", name=user.name))
        return redirect(url_for(".people"))
    return render_template("settings/person.html", form=form), form.http_status


@bp.route("/people/<int:user_id>/edit", methods=["GET", "POST"])
@admin_again
def edit_person(user_id: int) -> ResponseReturnValue:
    user: User = account_queries.get(user_id) or abort(404)
    form = PersonForm(obj=user)
    if form.submit(account_actions.update_user, user, current_user.id):
        flash(_("Account saved."))
        return redirect(url_for(".people"))
    page = render_template(
        "settings/person.html",
        form=form,
        user_id=user_id,
        sessions=account_queries.sessions_of(user_id, session.limits(), now()),
    )
    return page, form.http_status


@bp.post("/people/<int:user_id>/end-sessions")
@admin_again
def end_sessions(user_id: int) -> ResponseReturnValue:
    """Of somebody else, wherever they are logged in."""
    user = account_queries.get(user_id) or abort(404)
    form = Form()
    form.submit(account_actions.end_sessions, user.id, but=g.login.id)
    if form.http_status == 200:
        flash(_("%(name)s has to log in again everywhere.", name=user.name))
    return redirect(url_for(".edit_person", user_id=user_id))


def _save_profile(values: Values, user: User) -> str:
    """The token of the session, which is a new one with a new password: that ends all others."""
    account_actions.update_profile(values, user)
    return session.begin(user, now()) if values.get("password") else session.borne()
