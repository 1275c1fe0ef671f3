"""The addresses of the settings: one's profile and the people."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user

from crm.accounts import actions as account_actions
from crm.accounts import queries as account_queries
from crm.accounts.forms import LanguageForm, PersonForm, ProfileForm
from crm.calendar import section as calendar_section
from crm.models import User
from crm.web.access import admin, viewer
from crm.web.addresses import local_address
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
    if form.submit(account_actions.update_profile, user):
        login_user(user)
        forget_locale()
        flash(_("Profile saved."))
        return redirect(url_for(".profile"))
    calendars = calendar_section.of_person(current_user.id)
    page = render_template("settings/profile.html", form=form, calendars=calendars)
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
@admin
def new_person() -> ResponseReturnValue:
    form = PersonForm()
    if user := form.submit(account_actions.create_user):
        flash(_("%(name)s may log in now.", name=user.name))
        return redirect(url_for(".people"))
    return render_template("settings/person.html", form=form), form.http_status


@bp.route("/people/<int:user_id>/edit", methods=["GET", "POST"])
@admin
def edit_person(user_id: int) -> ResponseReturnValue:
    user: User = account_queries.get(user_id) or abort(404)
    form = PersonForm(obj=user)
    if form.submit(account_actions.update_user, user, current_user.id):
        flash(_("Account saved."))
        return redirect(url_for(".people"))
    return render_template("settings/person.html", form=form, user_id=user_id), form.http_status
