"""Whom the office lets say who somebody is: an identity provider (OpenID Connect)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class IdentityProvider:
    """As the settings name it."""

    issuer: str
    client_id: str
    client_secret: str
    domains: tuple[str, ...]
    """It gives out the e-mail addresses of these, and is believed about no others."""
    label: str | None = None
    makes_viewers: bool = False
    """Whether somebody who has no account gets one at the first login, which may read."""

    def speaks_for(self, email: str) -> bool:
        return email.rpartition("@")[2].lower() in self.domains
