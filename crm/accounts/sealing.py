"""Seals the secrets of second factors: in the database, and in a copy of it, they cannot be read.

The key is made of the app's secret, which lies beside the database and not in it.
"""

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING

from crm.web.signing import keys

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

PURPOSE = b"secrets of second factors"


def seal(user_id: int, secret: str) -> str:
    """The secret of that person, sealed."""
    return _box().encrypt(f"{user_id}:{secret}".encode()).decode()


def opened(user_id: int, sealed: str, *, within: int | None = None) -> str | None:
    """What was sealed for that person; None for what is somebody else's, forged, older than so many
    seconds, or of an app's secret that was changed since."""
    from cryptography.fernet import InvalidToken

    try:
        whose, _separator, secret = _box().decrypt(sealed.encode(), within).decode().partition(":")
    except InvalidToken:
        return None
    return secret if whose == str(user_id) else None


def _box() -> "MultiFernet":
    """Seals with the present key, and opens with those before it too."""
    from cryptography.fernet import Fernet, MultiFernet

    made = [hmac.new(key.encode(), PURPOSE, hashlib.sha256).digest() for key in reversed(keys())]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in made])
