"""The line by which a page goes out: over HTTPS, or to this machine itself."""

from ipaddress import IPv6Address

from flask import Flask, Response, request
from flask_babel import gettext as _

from crm.models.security_events import SecurityEvent
from crm.web.traces import tell
from crm.web.visitors import sender_address

A_YEAR = 31536000
"""Seconds for which a browser comes by HTTPS alone, once it has."""


def register(app: Flask, *, allows_plain: bool, covers_below: bool) -> None:
    """`allows_plain`: pages go out over HTTP to other machines, too. `covers_below`: browsers come
    by HTTPS alone also to names below this one."""
    if not allows_plain:
        app.before_request(_refuse_plain)
    below = "; includeSubDomains" if covers_below else ""

    def keep_to_https(response: Response) -> Response:
        if request.is_secure:
            response.headers.setdefault("Strict-Transport-Security", f"max-age={A_YEAR}{below}")
        return response

    app.after_request(keep_to_https)


def _refuse_plain() -> Response | None:
    """In plain words, and not led on to HTTPS: a proxy that does not say how the page came would
    lead in a circle."""
    if request.is_secure or is_this_machine():
        return None
    tell(SecurityEvent.LINE_REFUSED)
    said = [
        _("This register is reached over HTTPS alone: begin its address with https://."),
        _(
            "If you run it: let the proxy set X-Forwarded-Proto and count it in CRM_PROXIES,"
            " or set CRM_PLAIN_HTTP=yes where nobody can listen on the line."
        ),
    ]
    return Response("\n".join(said) + "\n", 403, mimetype="text/plain")


def is_this_machine() -> bool:
    """Whether the request comes from here, so that there is no line on which to listen."""
    address = sender_address()
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback
