"""Asks an identity provider who somebody is (OpenID Connect, code flow with PKCE).

What it takes is loaded by the first who needs it. The provider answers within seconds or not at
all, and what it answers is believed when it is signed by a key of its own, for us and for this
login.
"""

import importlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

from flask import current_app

from crm.frozen import Frozen
from crm.identity_provider import IdentityProvider
from crm.models.identity import LONGEST_SUBJECT
from crm.models.token import new_token

PATIENCE = (3, 5)
"""Seconds for the line, and for each part of an answer."""

KNOWN_FOR = 600
"""Seconds for which the provider's own description is believed without asking again."""

SHUNNED_FOR = 5
"""Seconds for which a provider that did not answer is not asked again: each who asks takes a
thread of ours for as long as it does not."""

CLOCKS_DIFFER = 60
"""Seconds by which its clock may be another."""

SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
"""With a key that the provider alone has; never `none`, nor with the secret that we have too."""

WAYS = ("client_secret_basic", "client_secret_post")
"""How we show the provider that it is us: the first that it offers; it need not say so of the
first."""

LASTS = timedelta(minutes=10)
"""So long somebody may take at the provider."""

DESCRIPTION = "/.well-known/openid-configuration"
PLACE = "identity provider"


class Unreachable(Exception):
    """The provider does not answer, or not as providers do; the message says it in a word for the
    log."""


class NotBelieved(Exception):
    """What came back is not what the provider says to us about this login; the message says what
    was wrong with it, in a word for the log."""


class Errand(Frozen):
    """What somebody goes to the provider for."""

    wanted: str
    """The address to go on to."""
    session_id: int | None = None
    """Of whoever is logged in and shows anew who they are; None for somebody who logs in."""
    connects: bool = False
    """Whether their account is to be theirs at the provider as well, from now on."""


class Flow(Frozen):
    """A login that goes by the provider, as the browser bears it until it comes back."""

    state: str
    nonce: str
    verifier: str
    began_at: str
    wanted: str
    session_id: int | None = None
    """Whose person is asked again; None for somebody who logs in."""
    connects: bool = False

    def borne(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def asks_when(self) -> bool:
        """Whether the provider has to say when they have shown who they are. To connect an account
        it is not asked: not each of them says so, and this password was typed just now."""
        return self.session_id is not None and not self.connects

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.began_at)


class Somebody(Frozen):
    """As the provider knows them."""

    subject: str
    email: str | None
    """None unless the provider has verified it."""
    name: str
    authenticated_at: datetime | None
    """When they have last shown the provider who they are; None when it does not say."""


def begin(
    provider: IdentityProvider, back: str, errand: Errand, moment: datetime
) -> tuple[str, Flow]:
    """The address at the provider to go to, and what the browser is to bear meanwhile. Raises
    Unreachable. Somebody who is logged in here has to show who they are there anew, so that
    nobody's account is connected to a login that a stranger has left there."""
    flow = Flow(new_token(), new_token(), new_token(), moment.isoformat(), **asdict(errand))
    again = {} if errand.session_id is None else {"prompt": "login"}
    if flow.asks_when:
        again["max_age"] = "0"
    with _client(provider, back) as client:
        address, _state = client.create_authorization_url(
            _described(provider)["authorization_endpoint"],
            state=flow.state,
            nonce=flow.nonce,
            code_verifier=flow.verifier,
            **again,
        )
    return str(address), flow


def finish(provider: IdentityProvider, back: str, flow: Flow, code: str) -> Somebody:
    """Who has come back with that code. Raises Unreachable, NotBelieved."""
    described = _described(provider)
    offered = described.get("token_endpoint_auth_methods_supported") or WAYS
    way = next((way for way in WAYS if way in offered), None)
    with _client(provider, back, way) as client:
        token = _token(client, described, flow, code)
        keys = _answer(client, described["jwks_uri"], withhold_token=True)
        claims = _claims(provider, token, keys, flow)
        if "email" not in claims and "userinfo_endpoint" in described:
            more = _answer(client, described["userinfo_endpoint"])
            if more.get("sub") != claims["sub"]:
                raise NotBelieved("userinfo")
            claims = {**more, **claims}
    return _somebody(claims, provider)


def _client(provider: IdentityProvider, back: str, way: str | None = None) -> Any:
    library = importlib.import_module("authlib.integrations.requests_client")
    client = library.OAuth2Session(
        provider.client_id,
        provider.client_secret,
        scope="openid email profile",
        redirect_uri=back,
        code_challenge_method="S256",
        default_timeout=PATIENCE,
        token_endpoint_auth_method=way,
    )
    client.max_redirects = 0
    return client


def _described(provider: IdentityProvider) -> Mapping[str, Any]:
    """What the provider says of itself, remembered for a while, as is that it said nothing."""
    until, known = current_app.extensions.get(PLACE, (0.0, None))
    if monotonic() < until:
        if known is None:
            raise Unreachable("no_answer")
        found: Mapping[str, Any] = known
        return found
    try:
        described = _described_now(provider)
    except Unreachable:
        current_app.extensions[PLACE] = (monotonic() + SHUNNED_FOR, None)
        raise
    current_app.extensions[PLACE] = (monotonic() + KNOWN_FOR, described)
    return described


def _described_now(provider: IdentityProvider) -> Mapping[str, Any]:
    with _client(provider, "") as client:
        address = provider.issuer.rstrip("/") + DESCRIPTION
        described = _answer(client, address, withhold_token=True)
    endpoints = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    scheme = provider.issuer.partition("://")[0]
    is_whole = all(str(described.get(name)).startswith(f"{scheme}://") for name in endpoints)
    if described.get("issuer") != provider.issuer or not is_whole:
        raise Unreachable("description")
    return described


def _answer(client: Any, address: str, **options: Any) -> Mapping[str, Any]:
    """The JSON object at that address. Raises Unreachable."""
    requests = importlib.import_module("requests")
    try:
        response = client.get(address, **options)
        response.raise_for_status()
        said = response.json()
    except (requests.RequestException, ValueError) as error:
        raise Unreachable("no_answer") from error
    if not isinstance(said, dict):
        raise Unreachable("no_answer")
    return said


def _token(client: Any, described: Mapping[str, Any], flow: Flow, code: str) -> Mapping[str, Any]:
    requests = importlib.import_module("requests")
    errors = importlib.import_module("authlib.integrations.base_client")
    try:
        token = client.fetch_token(
            described["token_endpoint"],
            grant_type="authorization_code",
            code=code,
            code_verifier=flow.verifier,
            timeout=PATIENCE,
        )
    except errors.OAuthError as error:
        raise NotBelieved("code") from error
    except (requests.RequestException, ValueError) as error:
        raise Unreachable("no_answer") from error
    if not isinstance(token, dict) or not isinstance(token.get("id_token"), str):
        raise NotBelieved("no_id_token")
    return token


def _claims(
    provider: IdentityProvider, token: Mapping[str, Any], keys: Mapping[str, Any], flow: Flow
) -> dict[str, Any]:
    """What the signed token says. Raises NotBelieved."""
    jose = importlib.import_module("joserfc.errors")
    jwk = importlib.import_module("joserfc.jwk")
    jwt = importlib.import_module("joserfc.jwt")
    core = importlib.import_module("authlib.oidc.core")
    options = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
    }
    given = {
        "nonce": flow.nonce,
        "client_id": provider.client_id,
        "access_token": token.get("access_token"),
        "max_age": flow.asks_when,
    }
    try:
        key_set = jwk.KeySet.import_key_set(keys)
        read = jwt.decode(token["id_token"], key_set, algorithms=SIGNED_BY)
        claims = core.CodeIDToken(read.claims, read.header, options, given)
        claims.validate(leeway=CLOCKS_DIFFER)
    except jose.JoseError as error:
        raise NotBelieved(str(getattr(error, "claim", None) or error.error)) from error
    except (KeyError, TypeError, ValueError) as error:
        raise NotBelieved("id_token") from error
    return dict(claims)


def _somebody(claims: Mapping[str, Any], provider: IdentityProvider) -> Somebody:
    subject, email = claims.get("sub"), claims.get("email")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise NotBelieved("sub")
    is_verified = provider.is_vouched(claims) and isinstance(email, str)
    at = claims.get("auth_time")
    return Somebody(
        subject=subject,
        email=email if is_verified else None,
        name=str(claims.get("name") or ""),
        authenticated_at=datetime.fromtimestamp(at, UTC) if isinstance(at, int | float) else None,
    )
