"""The tokens of links to the academic lead."""

from flask import url_for

from crm.models import ReviewLink
from crm.web.signing import KeySigner

_LINKS = KeySigner("review link")
key_of = _LINKS.key_of


def address_of(link: ReviewLink) -> str:
    """The full address to hand on to the academic lead."""
    return url_for("lead.recommend", review_token=token_of(link), _external=True)


def token_of(link: ReviewLink) -> str:
    return _LINKS.token_of(link.key)
