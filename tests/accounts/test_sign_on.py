"""Single sign-on with a provider that runs beside the tests: who comes in, and who does not."""

import http.server
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask

from crm.accounts import provider as provider_room
from crm.config import BadSetting, Settings
from crm.database import now
from crm.extensions import db
from crm.identity_provider import IdentityProvider
from crm.models import Identity, LoginAttempt, Role, User, UserSession
from crm.web.addresses import local_address
from tests import factories
from tests.accounts.oidc_provider import CLIENT, SECRET, providing
from tests.accounts.test_factors import is_in
from tests.browser.office import free_port
from tests.client import Client
from tests.databases import ONE_ENGINE
from tests.pages import Page
from tests.web.test_traces import Gathered

CONNECT = "/login/sign-on/connect"
MEI = {"sub": "u-1", "name": "Lin Mei", "email": "Lin.Mei@example.edu", "email_verified": True}


@pytest.fixture(scope="session")
def running() -> Iterator[str]:
    """The provider's address."""
    with providing(free_port()) as address:
        yield address


@pytest.fixture
def issuer(app: Flask, running: str) -> Iterator[str]:
    """The provider, which the office has set up."""
    with _set_up(app, running):
        yield running


@contextmanager
def _set_up(app: Flask, issuer: str, *, makes_viewers: bool = False) -> Iterator[None]:
    app.extensions.pop(provider_room.PLACE, None)
    app.config["SIGN_ON"] = IdentityProvider(
        issuer, CLIENT, SECRET, ("example.edu",), "Example University", makes_viewers
    )
    yield
    app.config["SIGN_ON"] = None
    app.extensions.pop(provider_room.PLACE, None)


@pytest.fixture
def security(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Gathered:
    """The log of security events."""
    gathered, known = Gathered(), app.extensions["traces"]
    monkeypatch.setitem(app.extensions, "traces", type(known)(known.server, gathered))
    return gathered


Say = Callable[..., None]


@pytest.fixture
def say(issuer: str) -> Say:
    """Tells the provider who comes next, and how it lies."""

    def said(*, lies: dict[str, object] | None = None, slow: float = 0, **user: object) -> None:
        person = {key: value for key, value in (MEI | user).items() if value is not None}
        body = {"user": person | {"lies": lies or {}}, "slow": slow}
        requests.post(f"{issuer}/say", json=body, timeout=10).raise_for_status()

    said()
    return said


def signs_on(visitor: Client, address: str = "/login/sign-on", **changed: str):
    """Goes to the provider and comes back; the answer to that."""
    sent = visitor.get(address)
    back = requests.get(sent.location, allow_redirects=False, timeout=10).headers["Location"]
    parts = urlsplit(back)
    assert (parts.netloc, parts.path) == ("localhost", "/login/sign-on/back")
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()} | changed
    return visitor.get("/login/sign-on/back", query_string=asked)


def refusal(visitor: Client, answer) -> str:
    assert (answer.status_code, answer.location.partition("?")[0]) == (302, "/login")
    assert not is_in(visitor)
    return visitor.visit("/login").texts("p", role="status")[0]


def test_somebody_with_an_account_comes_in_and_is_known_from_then_on(
    app: Flask, visitor: Client, say: Say, issuer: str
):
    person = factories.user(email="lin.mei@example.edu", role=Role.EDITOR)
    factories.kept(LoginAttempt(account="x", device="", sender="", attempted_at=now()))

    assert signs_on(visitor, "/login/sign-on?next=/partners").location == "/partners"
    assert is_in(visitor)
    assert db.session.query(Identity.user_id, Identity.issuer, Identity.subject).one() == (
        person.id,
        issuer,
        "u-1",
    )

    asked = requests.get(f"{issuer}/asked", timeout=10).json()
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["scope"] == "openid email profile"
    assert "max_age" not in asked

    say(email="married@example.edu", email_verified=False)
    person.email = "other@example.edu"
    later = app.test_client()
    assert signs_on(later).location == "/"
    assert is_in(later)


@ONE_ENGINE
def test_who_has_no_password_here_is_asked_for_none_on_the_profile_page(visitor: Client, say: Say):
    factories.user(email="lin.mei@example.edu")
    signs_on(visitor)

    saved = visitor.fill("/settings/profile", name="Lin Meili")

    page = visitor.visit("/settings/profile")
    assert (saved.location, page.fields()["name"]) == ("/settings/profile", ["Lin Meili"])
    assert not {"old_password", "password"} & page.fields().keys()


@ONE_ENGINE
def test_the_first_login_makes_a_viewer_or_nobody_by_setting(
    app: Flask, visitor: Client, say: Say, issuer: str
):
    factories.user(email="first@example.edu")
    assert "You have no account here yet." in refusal(visitor, signs_on(visitor))
    assert db.session.query(User).count() == 1

    with _set_up(app, issuer, makes_viewers=True):
        assert signs_on(visitor).location == "/"

    made = db.session.query(User).order_by(User.id.desc()).first()
    assert (made.email, made.name, made.role) == ("lin.mei@example.edu", "Lin Mei", Role.VIEWER)
    assert made.password_hash == ""
    assert is_in(visitor)


@ONE_ENGINE
@pytest.mark.parametrize(
    "names",
    [
        ("\u3164\u2800", "Lin.Mei"),
        ("Lin\x00 Me\u0301i\u202e", "Lin M\u00e9i"),
        ("x" * 300, "x" * 200),
    ],
    ids=["nothing to see", "composed", "long"],
)
def test_a_name_that_the_provider_gives_is_taken_as_one_that_is_typed(
    app: Flask, visitor: Client, say: Say, issuer: str, names: tuple[str, str]
):
    given, kept = names
    factories.user(email="first@example.edu")
    say(name=given)

    with _set_up(app, issuer, makes_viewers=True):
        signs_on(visitor)

    assert db.session.query(User).order_by(User.id.desc()).first().name == kept


@ONE_ENGINE
@pytest.mark.parametrize(
    "claimed",
    [
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
        {"email": "lin.mei@elsewhere.example"},
        {"email": None},
        {"email": ["lin.mei@example.edu"]},
    ],
    ids=["not verified", "not said", "no boolean", "another domain", "none", "a list"],
)
def test_an_address_that_the_provider_does_not_vouch_for_takes_over_no_account(
    app: Flask, visitor: Client, say: Say, issuer: str, claimed: dict[str, object]
):
    factories.user(email="lin.mei@example.edu", role=Role.ADMIN)
    factories.user(email="lin.mei@elsewhere.example", role=Role.ADMIN)
    say(userinfo={"sub": "u-1"}, **claimed)

    with _set_up(app, issuer, makes_viewers=True):
        answer = signs_on(visitor)

    assert "does not vouch for your e-mail address" in refusal(visitor, answer)
    assert db.session.query(Identity).count() == 0


@ONE_ENGINE
def test_an_account_that_is_known_is_nobody_elses_with_the_same_address(
    app: Flask, visitor: Client, say: Say
):
    factories.user(email="lin.mei@example.edu")
    signs_on(app.test_client())
    say(sub="u-2")

    assert "is somebody else's" in refusal(visitor, signs_on(visitor))


@ONE_ENGINE
def test_an_address_may_be_told_apart_from_the_token(visitor: Client, say: Say):
    factories.user(email="lin.mei@example.edu")
    about = {"email": "lin.mei@example.edu", "email_verified": True}
    say(email=None, email_verified=None, userinfo={"sub": "u-2"} | about)
    assert "cannot be believed" in refusal(visitor, signs_on(visitor))

    say(email=None, email_verified=None, userinfo={"sub": "u-1"} | about)

    assert signs_on(visitor).location == "/"


@ONE_ENGINE
def test_who_may_not_log_in_does_not_come_in_this_way_either(visitor: Client, say: Say):
    factories.user(email="lin.mei@example.edu", is_active=False)

    assert "may not log in" in refusal(visitor, signs_on(visitor))


@ONE_ENGINE
def test_the_first_account_of_all_is_never_made_this_way(app: Flask, visitor: Client, say: Say):
    with _set_up(app, "https://login.example.edu", makes_viewers=True):
        assert visitor.get("/login/sign-on").location == "/login"


@ONE_ENGINE
def test_an_administrator_disconnects_an_account(
    app: Flask, visitor: Client, admin: Client, say: Say
):
    person = factories.user(email="lin.mei@example.edu")
    signs_on(visitor)
    say(sub="u-2")
    assert "by single sign-on" in admin.visit(f"/settings/people/{person.id}/edit").text

    admin.send(f"/settings/people/{person.id}/disconnect")

    assert not is_in(visitor)
    assert signs_on(app.test_client()).location == "/"
    assert db.session.query(Identity.subject).scalar() == "u-2"
    assert "u-2" not in str([change.fields for change in factories.changes()])


YEAR = 365 * 24 * 3600
LIES = {
    "another nonce": ("nonce", {"claims": {"nonce": "of another login"}}),
    "no nonce": ("nonce", {"claims": {"nonce": None}}),
    "for another client": ("aud", {"claims": {"aud": ["somebody else"]}}),
    "for another client too, and from it": (
        "azp",
        {"claims": {"aud": [CLIENT, "other"], "azp": "other"}},
    ),
    "run out": ("exp", {"claims": {"exp": 1_700_000_000}}),
    "of the future": ("iat", {"claims": {"iat": int(time.time()) + YEAR}}),
    "another issuer": ("iss", {"claims": {"iss": "https://evil.example"}}),
    "signed by a stranger": ("bad_signature", {"stranger": True}),
    "signed with what we have too": ("unsupported_algorithm", {"alg": "HS256"}),
    "of nobody": ("sub", {"claims": {"sub": ""}}),
}


@ONE_ENGINE
@pytest.mark.parametrize("lie", LIES)
def test_what_is_not_said_to_us_for_this_login_is_refused(
    visitor: Client, say: Say, security: Gathered, lie: str
):
    factories.user(email="lin.mei@example.edu")
    reason, told = LIES[lie]
    say(lies=told)

    assert "cannot be believed" in refusal(visitor, signs_on(visitor))
    assert [event["reason"] for event in security.named("sign_on_failed")] == [reason]
    assert db.session.query(Identity).count() == 0


@ONE_ENGINE
def test_a_state_is_of_one_browser_and_works_once(app: Flask, visitor: Client, say: Say):
    factories.user(email="lin.mei@example.edu")
    assert "This login is over." in refusal(visitor, signs_on(visitor, state="another"))

    sent = visitor.get("/login/sign-on").location
    back = requests.get(sent, allow_redirects=False, timeout=10).headers["Location"]
    stranger = app.test_client()
    assert "This login is over." in refusal(stranger, stranger.get(back))
    assert visitor.get(back).location == "/"
    visitor.send("/logout")
    assert "This login is over." in refusal(visitor, visitor.get(back))


@ONE_ENGINE
def test_a_code_that_the_provider_did_not_give_and_a_no_are_told(visitor: Client, say: Say):
    factories.user(email="lin.mei@example.edu")

    assert "cannot be believed" in refusal(visitor, signs_on(visitor, code="guessed"))
    elsewhere = signs_on(visitor, iss="https://evil.example")
    assert "cannot be believed" in refusal(visitor, elsewhere)
    cancelled = signs_on(visitor, error="access_denied")
    assert "did not log you in" in refusal(visitor, cancelled)


@ONE_ENGINE
def test_a_provider_that_is_out_of_reach_is_told_on_the_login_page(app: Flask, visitor: Client):
    factories.user()
    with _set_up(app, f"http://127.0.0.1:{free_port()}"):
        answer = visitor.get("/login/sign-on?next=/tasks")

    assert answer.location == "/login?next=/tasks"
    assert "The provider does not answer." in refusal(visitor, answer)


@ONE_ENGINE
def test_a_provider_that_is_slow_is_not_waited_for(
    visitor: Client, say: Say, monkeypatch: pytest.MonkeyPatch
):
    factories.user(email="lin.mei@example.edu")
    monkeypatch.setattr(provider_room, "PATIENCE", (0.5, 0.5))
    say(slow=1.5)
    began = time.monotonic()

    assert "The provider does not answer." in refusal(visitor, signs_on(visitor))
    assert time.monotonic() - began < 1.4


@ONE_ENGINE
@pytest.mark.parametrize(
    "answer",
    [b"<html>", b"[]", b'{"issuer": "https://evil.example"}'],
    ids=["a page", "a list", "another issuer"],
)
def test_what_is_no_provider_is_not_taken_for_one(app: Flask, visitor: Client, answer: bytes):
    factories.user()
    with _answering_once(200, answer) as address, _set_up(app, address):
        page = refusal(visitor, visitor.get("/login/sign-on"))

    assert "The provider does not answer." in page


@ONE_ENGINE
def test_no_redirect_of_the_provider_is_followed(
    app: Flask, visitor: Client, running: str, security: Gathered
):
    factories.user()
    with _answering_once(302, leading_to=running) as address, _set_up(app, address):
        page = refusal(visitor, visitor.get("/login/sign-on"))

    assert "The provider does not answer." in page
    # Else it would have read the description there, which is of another issuer.
    assert [event["reason"] for event in security.named("sign_on_failed")] == ["no_answer"]


@contextmanager
def _answering_once(status: int, body: bytes = b"", leading_to: str = "") -> Iterator[str]:
    """The address of a server that gives one such answer; a redirect goes to the same path there,
    at the server that `leading_to` names."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            if leading_to:
                self.send_header("Location", f"{leading_to}{self.path}")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"


@ONE_ENGINE
def test_the_second_factor_of_the_account_is_asked_for_all_the_same(visitor: Client, say: Say):
    person = factories.user(email="lin.mei@example.edu", has_factor=True)
    factories.passkey(person)

    assert signs_on(visitor, "/login/sign-on?next=/tasks").location == "/login/code?next=/tasks"
    assert not is_in(visitor)


@ONE_ENGINE
def test_before_what_is_dangerous_the_provider_asks_again(visitor: Client, say: Say, issuer: str):
    factories.user(email="lin.mei@example.edu", role=Role.ADMIN)
    signs_on(visitor)
    an_hour_ago = now() - timedelta(hours=1)
    db.session.query(UserSession).one().confirmed_at = an_hour_ago
    asks = visitor.get("/settings/people/new").location
    page = visitor.visit(asks)
    assert "Log in again with Example University" in page.text
    assert not page.having("input", id="password")  # there is none
    again = "/login/again/sign-on?next=/settings/people/new"

    say(lies={"claims": {"auth_time": int(an_hour_ago.timestamp())}})
    assert signs_on(visitor, again).location == "/login/again?next=/settings/people/new"
    say(sub="u-2")
    assert signs_on(visitor, again).location == "/login/again?next=/settings/people/new"
    assert "That was another account." in visitor.visit("/login/again").text
    say(lies={"claims": {"auth_time": None}})
    assert signs_on(visitor, again).location == "/login/again?next=/settings/people/new"
    assert visitor.get("/settings/people/new").location == asks

    say()
    assert signs_on(visitor, again).location == "/settings/people/new"
    asked = requests.get(f"{issuer}/asked", timeout=10).json()
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    assert visitor.get("/settings/people/new").status_code == 200


@ONE_ENGINE
def test_who_is_logged_in_connects_an_account_whose_address_nobody_vouches_for(
    app: Flask, visitor: Client, say: Say, issuer: str
):
    """As with Entra ID, which says nothing of the address, and not when somebody has logged in."""
    person = factories.user(email="mei@another.example")
    nothing_more = {"claims": {"auth_time": None}}
    say(email_verified=None, userinfo={"sub": "u-1"}, lies=nothing_more)
    visitor.log_in(person)
    assert "Connect with Example University" in visitor.visit("/settings/profile").text

    assert signs_on(visitor, CONNECT).location == "/settings/profile#sign-on"

    asked = requests.get(f"{issuer}/asked", timeout=10).json()
    assert (asked["prompt"], "max_age" in asked) == ("login", False)
    page = visitor.visit("/settings/profile").text
    assert "You can log in with Example University." in page
    assert "From now on you can log in" in page
    later = app.test_client()
    assert signs_on(later).location == "/"
    assert is_in(later)


@ONE_ENGINE
def test_to_connect_the_password_was_typed_just_now_and_either_is_free(
    app: Flask, visitor: Client, say: Say
):
    factories.user(email="lin.mei@example.edu")
    signs_on(app.test_client())
    other = factories.user()
    visitor.log_in(other)
    assert signs_on(visitor, CONNECT).location == "/settings/profile#sign-on"
    assert "belongs to another account here" in visitor.visit("/settings/profile").text

    say(sub="u-2")
    signs_on(visitor, CONNECT)
    say(sub="u-3")
    signs_on(visitor, CONNECT)
    assert "connected to another login there" in visitor.visit("/settings/profile").text
    connected = db.session.query(Identity.subject).filter_by(user_id=other.id).all()
    assert connected == [("u-2",)]

    session = db.session.query(UserSession).filter_by(user_id=other.id).one()
    session.confirmed_at = now() - timedelta(hours=1)
    assert visitor.get(CONNECT).location.startswith("/login/again?")


@ONE_ENGINE
@pytest.mark.parametrize(("said", "comes_in"), [("1", True), (True, True), (0, False)])
def test_a_setting_says_which_claim_vouches_for_an_address(
    app: Flask, visitor: Client, say: Say, said: object, comes_in: bool
):
    factories.user(email="lin.mei@example.edu")
    app.config["SIGN_ON"] = replace(app.config["SIGN_ON"], verified_by="xms_edov")
    say(lies={"claims": {"xms_edov": said}})

    signs_on(visitor)

    assert is_in(visitor) is comes_in


@ONE_ENGINE
def test_what_was_typed_before_waits_for_this_login_too(visitor: Client, say: Say):
    factories.user(email="lin.mei@example.edu", role=Role.EDITOR)
    token = visitor.visit("/login").value("csrf_token")
    typed = {"csrf_token": token, "name_en": "Oslo"}
    here = {"Sec-Fetch-Site": "same-origin"}
    page = Page(visitor.post("/partners/new", data=typed, headers=here).text, "/login")
    waiting = next(form for form in page.having("form") if form.get("action") == "/partners/new")
    fields = {field.get("name"): field.get("value") for field in waiting.iter("input")}

    signs_on(visitor)  # beside that page

    assert 'value="Oslo"' in visitor.post("/partners/new", data=fields).text


@ONE_ENGINE
def test_it_leads_to_no_other_site(visitor: Client, say: Say):
    factories.user(email="lin.mei@example.edu")

    answer = signs_on(visitor, "/login/sign-on?next=https://evil.example/")

    assert answer.location == "/"
    assert local_address("//evil.example") is None


@ONE_ENGINE
def test_without_a_provider_there_is_no_such_way_in(visitor: Client):
    factories.user()

    assert visitor.get("/login/sign-on").status_code == 404
    assert visitor.get("/login/sign-on/back?state=x&code=y").status_code == 404
    assert "Log in with" not in visitor.visit("/login").text


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"CRM_OIDC_ISSUER": "http://login.example.edu"}, "CRM_OIDC_ISSUER"),
        ({"CRM_OIDC_CLIENT_ID": ""}, "CRM_OIDC_CLIENT_ID"),
        ({"CRM_OIDC_CLIENT_SECRET": ""}, "CRM_OIDC_CLIENT_SECRET"),
        ({"CRM_OIDC_DOMAINS": ""}, "CRM_OIDC_DOMAINS"),
        ({"CRM_OIDC_NEW": "admin"}, "CRM_OIDC_NEW"),
    ],
)
def test_a_provider_is_set_up_whole_and_safely(tmp_path, changed: dict[str, str], message: str):
    given = {
        "CRM_INSTANCE_PATH": str(tmp_path),
        "CRM_OIDC_ISSUER": "https://login.example.edu",
        "CRM_OIDC_CLIENT_ID": "register",
        "CRM_OIDC_CLIENT_SECRET": "secret",
        "CRM_OIDC_DOMAINS": "example.edu, med.example.edu",
    }
    assert Settings.from_environment(given).sign_on.domains == ("example.edu", "med.example.edu")

    with pytest.raises(BadSetting, match=message):
        Settings.from_environment(given | changed)
