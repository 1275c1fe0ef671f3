"""The tokens of links to the academic lead: signed, so that nobody else can make one."""

from flask import current_app, url_for
from itsdangerous import BadSignature, URLSafeSerializer

from crm.models import ReviewLink

SALT = "review link"


def address_of(link: ReviewLink) -> str:
    """The full address to hand on to the academic lead."""
    return url_for("lead.recommend", review_token=token_of(link), _external=True)


def token_of(link: ReviewLink) -> str:
    return str(_serializer().dumps(link.key))


def key_of(token: str) -> str | None:
    """The key that the token carries; None when it is not ours."""
    try:
        key = _serializer().loads(token)
    except BadSignature:
        return None
    return key if isinstance(key, str) else None


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=SALT)
