"""The tokens of links for counterparts."""

from flask import url_for

from crm.models import CounterpartLink
from crm.web.signing import KeySigner

_LINKS = KeySigner("counterpart link")
key_of = _LINKS.key_of


def address_of(link: CounterpartLink) -> str:
    """The full address to hand on to the counterpart."""
    return url_for("counterpart.show", link_token=token_of(link), _external=True)


def token_of(link: CounterpartLink) -> str:
    return _LINKS.token_of(link.key)
