"""Whom the office lets say who somebody is: an identity provider (OpenID Connect)."""

from collections.abc import Mapping
from typing import Any

from crm.frozen import Frozen

STANDARD = "email_verified"
"""How OpenID Connect calls it that the provider has verified the address; `true` and no word."""


class IdentityProvider(Frozen):
    """As the settings name it."""

    issuer: str
    client_id: str
    client_secret: str
    domains: tuple[str, ...]
    """It gives out the e-mail addresses of these, and is believed about no others."""
    label: str | None = None
    makes_viewers: bool = False
    """Whether somebody who has no account gets one at the first login, which may read."""

    verified_by: str = STANDARD
    """The claim by which it says that the address is somebody's own. Entra ID knows no
    `email_verified`, and has `xms_edov`."""

    def is_vouched(self, claims: Mapping[str, Any]) -> bool:
        said = claims.get(self.verified_by)
        return said is True or (self.verified_by != STANDARD and said in (1, "1", "true"))

    def speaks_for(self, email: str) -> bool:
        return email.rpartition("@")[2].lower() in self.domains
