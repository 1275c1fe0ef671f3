"""The addresses of single sign-on: to the identity provider, and back with what it says.

Both are links, and no forms: the content security policy lets no form lead to another site. On the
way back the browser comes without a form, too, so that these views commit by themselves.
"""

import hmac
from dataclasses import replace

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    g,
    redirect,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import IntegrityError

from crm.accounts import factors, guessing, provider, queries, sign_on
from crm.accounts.provider import Errand, Flow, NotBelieved, Somebody, Unreachable
from crm.accounts.views import CameIn, come_in, welcome
from crm.database import now
from crm.errors import Refused
from crm.extensions import db
from crm.identity_provider import IdentityProvider
from crm.models import Way
from crm.models.history import BY_ID, WAY
from crm.models.security_events import SecurityEvent
from crm.web.access import admin_again, anyone, on_the_way, viewer_again
from crm.web.addresses import full_address, local_address
from crm.web.forms import Form
from crm.web.traces import tell

bp = Blueprint("sign_on", __name__)

FLOW = "sign_on"
"""Where the browser bears what it is to come back with."""


LONGEST_WANTED = 1500
"""Letters of an address to go on to: the cookie that bears it meanwhile holds no more."""


@bp.app_template_global()
def sign_on_label() -> str | None:
    """What the button says where the provider is; None when there is none."""
    found: IdentityProvider | None = current_app.config["SIGN_ON"]
    return None if found is None else found.label or _("single sign-on")


@bp.app_template_global()
def may_sign_on_again() -> bool:
    """Whether whoever is logged in can show the provider anew who they are."""
    found: IdentityProvider | None = current_app.config["SIGN_ON"]
    return found is not None and sign_on.has_identity(current_user.id, found)


@bp.app_template_global()
def has_password() -> bool:
    """Whether whoever is logged in has one to be asked for."""
    user = queries.get(current_user.id)
    return user is not None and bool(user.password_hash)


@bp.get("/login/sign-on")
@anyone
def begin() -> ResponseReturnValue:
    wanted = local_address(request.args.get("next")) or url_for("home.index")
    if current_user.is_authenticated:
        return redirect(wanted)
    if not queries.are_there_any():  # the first account is the administrator's of the set-up
        return redirect(url_for("accounts.login"))
    return _to_provider(Errand(wanted))


@bp.get("/login/again/sign-on")
@on_the_way
def again() -> ResponseReturnValue:
    """Before what is dangerous, for who has no password here or does not want to type it."""
    wanted = local_address(request.args.get("next")) or url_for("home.index")
    return _to_provider(Errand(wanted, g.login.id))


@bp.get("/login/sign-on/connect")
@viewer_again
def connect() -> ResponseReturnValue:
    """One's own account to one's login there, where that has no address that is believed."""
    errand = Errand(url_for("settings.profile", _anchor="sign-on"), g.login.id, connects=True)
    return _to_provider(errand)


@bp.get("/login/sign-on/back")
@anyone
def back() -> ResponseReturnValue:
    """From the provider; once, in the browser that was sent there."""
    found, flow = _provider(), _borne()
    if flow is None:
        return _not_let_in("state", _over(), url_for("home.index"))
    if request.args.get("iss", found.issuer) != found.issuer:  # RFC 9207
        return _not_let_in("iss", _unbelievable(), flow.wanted, flow)
    if "error" in request.args:
        return _not_let_in("cancelled", _("The provider did not log you in."), flow.wanted, flow)
    try:
        somebody = provider.finish(found, _back(), flow, request.args.get("code", ""))
    except Unreachable as error:
        return _not_let_in(str(error), _unreachable(), flow.wanted, flow)
    except NotBelieved as error:
        return _not_let_in(str(error), _unbelievable(), flow.wanted, flow)
    return _arrive(flow, somebody)


@bp.post("/settings/people/<int:user_id>/disconnect")
@admin_again
def disconnect(user_id: int) -> ResponseReturnValue:
    """Somebody's account from whom the provider takes for them."""
    user = queries.get(user_id) or abort(404)
    if Form().submit(sign_on.disconnect, user):
        flash(_("%(name)s is connected anew at the next single sign-on.", name=user.name))
    return redirect(url_for("settings.edit_person", user_id=user_id))


def _arrive(flow: Flow, somebody: Somebody) -> ResponseReturnValue:
    came_in: CameIn | None = None
    db.session.info[WAY] = Way.FORM
    try:
        if flow.session_id is None:
            came_in = _log_in(somebody)
        else:
            _show_anew(flow, somebody)
        db.session.commit()
    except Refused as refused:
        db.session.rollback()
        return _not_let_in("account", refused.message, flow.wanted, flow)
    except IntegrityError:  # the same person has come in twice at once
        db.session.rollback()
        return _not_let_in("account", _over(), flow.wanted, flow)
    return redirect(flow.wanted) if came_in is None else welcome(came_in, None, flow.wanted)


def _log_in(somebody: Somebody) -> CameIn:
    """A second factor of the account is asked for all the same: what the provider asked is not
    known here."""
    user, moment = sign_on.account_of(somebody, _provider()), now()
    if user.has_factor:
        return CameIn(user.id, user.email, factors.begin_half_login(user, moment), is_half=True)
    return come_in(user, guessing.without_password(user.email), moment)


def _show_anew(flow: Flow, somebody: Somebody) -> None:
    """By whoever is logged in here, in the session that was sent there."""
    if not current_user.is_authenticated or g.login.id != flow.session_id:
        raise Refused(_over())
    if flow.connects:
        _connect(somebody)
    else:
        sign_on.confirm(somebody, _provider(), current_user.id, g.login.id, flow.moment)


def _connect(somebody: Somebody) -> None:
    user = queries.get(current_user.id) or abort(404)
    sign_on.connect(somebody, _provider(), user)
    db.session.info[BY_ID] = user.id
    flash(_("From now on you can log in with %(name)s, too.", name=sign_on_label()))


def _to_provider(errand: Errand) -> ResponseReturnValue:
    if len(errand.wanted) > LONGEST_WANTED:
        errand = replace(errand, wanted=url_for("home.index"))
    try:
        address, flow = provider.begin(_provider(), _back(), errand, now())
    except Unreachable as error:
        return _not_let_in(str(error), _unreachable(), errand.wanted, errand)
    session[FLOW] = flow.borne()
    return redirect(address)


def _borne() -> Flow | None:
    """What this browser was sent with, once; None when that was long ago, or something else came
    back."""
    kept = session.pop(FLOW, None)
    flow = Flow(**kept) if kept else None
    state = request.args.get("state", "")
    if flow is None or not hmac.compare_digest(flow.state.encode(), state.encode()):
        return None
    return flow if now() - flow.moment < provider.LASTS else None


def _not_let_in(
    why: str, message: str, wanted: str, went: Flow | Errand | None = None
) -> ResponseReturnValue:
    """To the page from which they went, which says so; the log has the reason in a word."""
    tell(SecurityEvent.SIGN_ON_FAILED, reason=why)
    flash(message, "warn")
    if went is None or went.session_id is None or not current_user.is_authenticated:
        return redirect(url_for("accounts.login", next=wanted))
    return redirect(wanted if went.connects else url_for("accounts.confirm", next=wanted))


def _provider() -> IdentityProvider:
    found: IdentityProvider = current_app.config["SIGN_ON"] or abort(404)
    return found


def _back() -> str:
    """The address that the provider knows as ours."""
    site = str(current_app.config["BASE_URL"] or request.url_root)
    return full_address(site, "sign_on.back")


def _over() -> str:
    return _("This login is over. Begin once more.")


def _unbelievable() -> str:
    return _("What the provider said cannot be believed. Try once more.")


def _unreachable() -> str:
    return _("The provider does not answer. Try again later, or log in with your password.")
