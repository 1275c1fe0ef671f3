"""The addresses of the settings: one's profile and the people."""

from datetime import datetime

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from crm.accounts import actions as account_actions
from crm.accounts import factors, guessing, letters, links, session, sign_on
from crm.accounts import queries as account_queries
from crm.accounts.devices import device_name
from crm.accounts.forms import LanguageForm, PersonForm, ProfileForm, ProfileWithPasswordForm
from crm.calendar import section as calendar_section
from crm.database import now
from crm.errors import Values
from crm.models import User
from crm.models.token import new_token, token_digest
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
    form = (ProfileWithPasswordForm if user.password_hash else ProfileForm)(obj=user)
    attempt = None
    if form.validate_on_submit() and form.values().get("password"):
        attempt = guessing.begin(user.email, now())  # the old password can be guessed here too
    if attempt and attempt.wait:
        form.refuse(guessing.too_soon(attempt.wait))
    elif token := form.submit(_save_profile, user, attempt):
        session.bear(token)
        forget_locale()
        flash(_("Profile saved."))
        return redirect(url_for(".profile"))
    calendars = calendar_section.of_person(current_user.id)
    page = render_template(
        "settings/profile.html",
        form=form,
        calendars=calendars,
        factor=factors.factor_of(user.id),
        sessions=account_queries.sessions_of(user.id, session.limits(), now()),
        device_name=device_name,
    )
    return guessing.answer(page, form, attempt)


@bp.post("/language")
@viewer
def language() -> ResponseReturnValue:
    user = account_queries.get(current_user.id) or abort(404)
    LanguageForm().submit(account_actions.set_language, user)
    return redirect(local_address(request.form.get("back")) or url_for("home.index"))


@bp.get("/people")
@admin
def people() -> ResponseReturnValue:
    return render_template(
        "settings/people.html",
        people=account_queries.everybody(),
        left_behind=len(account_queries.left_behind()),
        form=Form(),
    )


@bp.post("/people/take-over")
@admin_again
def take_over() -> ResponseReturnValue:
    """See the confidential agreements whose people have all left; their history tells of it."""
    taken = Form().submit(account_actions.take_over, current_user.id)
    if taken:
        number = len(taken)
        flash(
            ngettext(
                "You may see %(num)d confidential agreement now. Its history tells of that.",
                "You may see %(num)d confidential agreements now. Their history tells of that.",
                number,
            )
        )
    return redirect(url_for(".people"))


@bp.route("/people/new", methods=["GET", "POST"])
@admin_again
def new_person() -> ResponseReturnValue:
    """With a link by which they choose their password themselves, shown this once."""
    form, token, moment = PersonForm(), new_token(), now()
    if user := form.submit(_invite, token, moment):
        return _show_link(user, token)
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
        user=user,
        in_hand=account_queries.in_hand(user_id),
        sessions=account_queries.sessions_of(user_id, session.limits(), now()),
        identities=sign_on.identities_of(user_id),
        links=[link for link in account_queries.links_of(user_id) if link.is_open(now())],
    )
    return page, form.http_status


@bp.post("/people/<int:user_id>/link")
@admin_again
def make_link(user_id: int) -> ResponseReturnValue:
    """For a first or another password, shown this once."""
    user = account_queries.get(user_id) or abort(404)
    form, token, moment = Form(), new_token(), now()
    if form.submit(_make_link, user, token, moment):
        return _show_link(user, token)
    if form.form_errors:
        flash(form.all_errors, "warn")
    return redirect(url_for(".edit_person", user_id=user_id))


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


def _invite(values: Values, token: str, moment: datetime) -> User:
    user = links.invite(values, token, moment)
    return _send_link(user, token, moment)


def _make_link(values: Values, user: User, token: str, moment: datetime) -> User:
    links.make_link(values, user, token, moment)
    return _send_link(user, token, moment)


def _send_link(user: User, token: str, moment: datetime) -> User:
    """By e-mail too, when a mail server is set up."""
    server = current_app.config["MAIL"]
    link = account_queries.link_with(token_digest(token))
    if server is not None and link is not None:
        letters.send_link(link, token, moment, _site(), server)
    return user


def _show_link(user: User, token: str) -> ResponseReturnValue:
    link = account_queries.link_with(token_digest(token))
    if link is None:
        # An account that may not log in, or a form that was sent twice, whose first answer had it.
        flash(_("Account saved."))
        return redirect(url_for(".edit_person", user_id=user.id))
    address = letters.link_address(_site(), token)
    is_sent = current_app.config["MAIL"] is not None
    page = "settings/account_link.html"
    return render_template(page, user=user, link=link, address=address, is_sent=is_sent)


def _site() -> str:
    """What the address of a link begins with: as set, else as the administrator came in."""
    return str(current_app.config["BASE_URL"] or request.url_root)


def _save_profile(values: Values, user: User, attempt: guessing.Attempt | None) -> str:
    """The token of the session, which is a new one with a new password: that ends all others."""
    account_actions.update_profile(values, user)
    if attempt is None:  # no new password was typed
        return session.borne()
    guessing.passed(attempt)
    moment = now()
    links.end_links(user, moment)
    return session.begin(user, moment)
