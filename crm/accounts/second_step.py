"""The page of the login's second step: what the account asks for, and where that can be given."""

import ipaddress
from urllib.parse import urlsplit

from flask import current_app, render_template, request, url_for

from crm.accounts import factors, passkeys
from crm.accounts.ceremony import Place
from crm.accounts.factor_forms import AnswerForm, CodeForm
from crm.web.forms import Form
from crm.web.kept import Kept

PORTS = {"http": 80, "https": 443}


def page(user_id: int, form: Form, kept: Kept | None, wanted: str) -> str:
    """For a code and for a passkey; the form is the one of the two that has been sent."""
    factor = factors.factor_of(user_id)
    return render_template(
        "accounts/code.html",
        form=form,
        code=form if isinstance(form, CodeForm) else CodeForm(formdata=None),
        answer=form if isinstance(form, AnswerForm) else AnswerForm(formdata=None),
        kept=kept,
        has_app=factor.has_app,
        has_passkeys=bool(factor.passkeys),
        is_usable=bool(passkeys.usable(factor.passkeys, place())),
        code_action=url_for("factors.code", next=wanted),
        passkey_action=url_for("passkeys.give", next=wanted),
    )


def place() -> Place | None:
    """Where the register is reached: as set, else as this request has come. None where browsers
    have no passkeys, which is without HTTPS and under a number instead of a name."""
    parts = urlsplit(str(current_app.config["BASE_URL"] or request.url_root))
    host, port = parts.hostname or "", parts.port
    is_own = host == "localhost" or host.endswith(".localhost")
    if _is_number(host) or not (is_own or parts.scheme == "https"):
        return None
    ending = f":{port}" if port not in {None, PORTS[parts.scheme]} else ""
    return Place(host, f"{parts.scheme}://{host}{ending}")


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
