"""The addresses of the settings: one's profile, the people, the agreement types."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user

from crm.accounts import actions as account_actions
from crm.accounts import queries as account_queries
from crm.accounts.forms import LanguageForm, PersonForm, ProfileForm
from crm.agreements import queries as agreement_queries
from crm.models import AgreementType, User
from crm.settings import actions, queries
from crm.settings.forms import AgreementTypeForm
from crm.web.access import admin, viewer
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
    if form.submit(account_actions.update_profile, user):
        login_user(user)
        forget_locale()
        flash(_("Profile saved."))
        return redirect(url_for(".profile"))
    return render_template("settings/profile.html", form=form), form.http_status


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
    if form.submit(account_actions.update_user, user, current_user):
        flash(_("Account saved."))
        return redirect(url_for(".people"))
    return render_template("settings/person.html", form=form, user_id=user_id), form.http_status


@bp.get("/agreement-types")
@admin
def agreement_types() -> ResponseReturnValue:
    return render_template(
        "settings/agreement_types.html",
        types=agreement_queries.types(),
        numbers=queries.agreements_by_type(),
    )


@bp.route("/agreement-types/new", methods=["GET", "POST"])
@admin
def new_agreement_type() -> ResponseReturnValue:
    form = AgreementTypeForm()
    if form.submit(actions.save_type, AgreementType()):
        flash(_("Agreement type saved."))
        return redirect(url_for(".agreement_types"))
    return render_template("settings/agreement_type.html", form=form), form.http_status


@bp.route("/agreement-types/<int:type_id>/edit", methods=["GET", "POST"])
@admin
def edit_agreement_type(type_id: int) -> ResponseReturnValue:
    kind = queries.get_type(type_id) or abort(404)
    form = AgreementTypeForm(obj=kind)
    if form.submit(actions.save_type, kind):
        flash(_("Agreement type saved."))
        return redirect(url_for(".agreement_types"))
    page = "settings/agreement_type.html"
    return render_template(page, form=form, type_id=type_id), form.http_status


@bp.route("/agreement-types/<int:type_id>/delete", methods=["GET", "POST"])
@admin
def delete_agreement_type(type_id: int) -> ResponseReturnValue:
    kind, form = queries.get_type(type_id) or abort(404), Form()
    if form.submit(actions.delete_type, kind):
        flash(_("Agreement type deleted."))
        return redirect(url_for(".agreement_types"))
    return render_template("settings/delete_type.html", form=form, kind=kind), form.http_status
