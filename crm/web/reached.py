"""Where somebody is reached, as it is typed: addresses on the web and of e-mail."""

import importlib
from urllib.parse import urlsplit

from flask_babel import gettext as _
from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import ValidationError


def web_address(_form: BaseForm, field: Field) -> None:
    """Completes `example.org` to `https://example.org`; refuses an address without a host."""
    if field.data:
        field.data = full_address(field.data, field.flags.maxlength)


def full_address(typed: str, longest: int) -> str:
    """The address with its scheme. Raises ValidationError for what is none."""
    full = typed if "://" in typed else f"https://{typed}"
    try:
        parts = urlsplit(full)
        host = parts.hostname or ""
        _port = parts.port
    except ValueError:
        parts, host = None, ""
    if parts is None or parts.scheme not in {"http", "https"} or not _is_host(host):
        raise ValidationError(_("Give a full address such as https://www.example.org."))
    if len(full) > longest:
        raise ValidationError(_("Shorten this to %(longest)s characters.", longest=longest))
    return full


def _is_host(host: str) -> bool:
    labels = host.split(".")
    return len(labels) > 1 and all(labels) and not any(c.isspace() or c in "<>\"'" for c in host)


def e_mail(_form: BaseForm, field: Field) -> None:
    """Refuses what cannot be an e-mail address; keeps it as the standard writes it."""
    if field.data:
        field.data = full_e_mail(field.data)


def full_e_mail(typed: str) -> str:
    """The address as the standard writes it. Raises ValidationError for what is none."""
    library = importlib.import_module("email_validator")  # 0.5 MB, for the first who needs it
    try:
        checked = library.validate_email(typed, check_deliverability=False)
    except library.EmailNotValidError as error:
        message = _("This cannot be an e-mail address. It looks like name@example.org.")
        raise ValidationError(message) from error
    return str(checked.normalized)
