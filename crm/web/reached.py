"""Where somebody is reached, as it is typed: addresses on the web and of e-mail."""

import importlib
import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask_babel import gettext as _
from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

LONGEST_HOST = 253
"""Signs of a whole name (RFC 1035, section 2.3.4)."""

_LABEL = re.compile(r"(?!-)[-a-z0-9_\u00a1-\U0010ffff]{1,63}(?<!-)")
"""A part of a name between dots (RFC 1123, section 2.1), also of an international one; names with
an underscore are served as well."""


def web_address(_form: BaseForm, field: Field) -> None:
    """Completes `example.org` to `https://example.org`; refuses an address without a host that can
    be."""
    if field.data:
        field.data = full_address(field.data, field.flags.maxlength)


def full_address(typed: str, longest: int) -> str:
    """The address with its scheme. Raises ValidationError for what is none."""
    full = typed if "://" in typed else f"https://{typed}"
    if not _is_on_the_web(full):
        raise ValidationError(_("Give a full address such as https://www.example.org."))
    if len(full) > longest:
        raise ValidationError(_("Shorten this to %(longest)s characters.", longest=longest))
    return full


def _is_on_the_web(address: str) -> bool:
    """Whether such a page can be. Before an @ stands whose it is: so are addresses of e-mail, and
    a password has no place where others read it."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "@" not in parts.netloc and _is_host(host)


def _is_host(host: str) -> bool:
    """A name of at least two parts, or numbers with dots between them."""
    labels = host.split(".")
    if len(labels) < 2 or len(host) > LONGEST_HOST:
        return False
    if ":" in host or labels[-1].isdigit():  # a name never ends in a number
        return _is_numeric(host)
    return not any(sign.isspace() for sign in host) and all(map(_LABEL.fullmatch, labels))


def _is_numeric(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def e_mail(_form: BaseForm, field: Field) -> None:
    """Refuses what cannot be an e-mail address; keeps it as the standard writes it."""
    if field.data:
        field.data = full_e_mail(field.data)


def full_e_mail(typed: str) -> str:
    """The address as the standard writes it. Raises ValidationError for what is none."""
    library = importlib.import_module("email_validator")  # 0.5 MB, for the first who needs it
    try:
        # Strictly: no server has to take more than 64 signs before the @ (RFC 5321, 4.5.3.1.1).
        checked = library.validate_email(typed, check_deliverability=False, strict=True)
    except library.EmailNotValidError as error:
        message = _("This cannot be an e-mail address. It looks like name@example.org.")
        raise ValidationError(message) from error
    return str(checked.normalized)
