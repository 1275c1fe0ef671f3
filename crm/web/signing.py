"""Tokens of links that are given out: signed, so that nobody without the server's secret can make
one, and nobody who reads the database either."""

import hashlib
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, Signer, URLSafeSerializer

from crm.frozen import Frozen

DIGEST: Any = staticmethod(hashlib.sha256)
"""The types of its arguments change from one version of Python to the next."""

Signer.default_digest_method = DIGEST  # of all that is signed here, the tokens of forms too


class KeySigner(Frozen):
    """Makes tokens of the keys of one kind of link; those of another kind are no good for it."""

    salt: str

    def token_of(self, key: str) -> str:
        return str(self._serializer().dumps(key))

    def key_of(self, token: str) -> str | None:
        """The key that the token carries; None when it is not ours."""
        try:
            key = self._serializer().loads(token)
        except BadSignature:
            return None
        return key if isinstance(key, str) else None

    def stand_in(self, key: str) -> str:
        """What stands for the key, always the same, and does not tell it."""
        return Signer(keys(), salt=self.salt).get_signature(key).decode()

    def _serializer(self) -> URLSafeSerializer:
        return URLSafeSerializer(keys(), salt=self.salt)


def keys() -> list[str]:
    """The server's: the last one signs, those before it are believed and sign nothing."""
    return [*current_app.config["SECRET_KEY_FALLBACKS"], str(current_app.secret_key)]
