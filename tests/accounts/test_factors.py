"""The second factor: set up, asked after the password, lost, required."""

import re
from datetime import timedelta

import pyotp
import pytest
from flask import Flask

from crm.accounts import factors
from crm.accounts.sealing import opened, seal
from crm.database import now
from crm.extensions import db
from crm.models import Authenticator, HalfLogin, LoginAttempt, Office, RecoveryCode, Role, User
from crm.models.change import HIDDEN
from crm.models.second_factor import FactorRule, typed_code
from crm.web.signing import KeySigner
from tests import factories
from tests.client import Client
from tests.databases import ONE_ENGINE
from tests.pages import Page

APP = "/settings/factor/app"
SECRET = pyotp.random_base32(32)
TOTP = pyotp.TOTP(SECRET)


MOMENT = now()
"""The pages of codes stand still here: a code is good for half a minute and no longer."""


@pytest.fixture(autouse=True)
def half_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm.accounts.factor_views.now", lambda: MOMENT)


@pytest.fixture
def person(app: Flask) -> User:
    return factories.user_with_password(role=Role.ADMIN)


@pytest.fixture
def codes(app: Flask, person: User) -> list[str]:
    """The recovery codes of the person, whose app has made no code that is of use still."""
    with app.test_request_context():
        earlier = MOMENT - timedelta(seconds=30)
        values = {"key": seal(person.id, SECRET), "code": TOTP.at(earlier)}
        return factors.turn_on(values, person, earlier)


def gives_password(visitor: Client, person: User, wanted: str = "/login") -> str:
    answer = visitor.fill(wanted, email=person.email, password=factories.PASSWORD)
    return answer.location


def is_in(client: Client) -> bool:
    return client.get("/partners").status_code == 200


@ONE_ENGINE
def test_a_code_proves_the_app_and_the_codes_for_the_drawer_are_shown_once(
    app: Flask, person: User
):
    here = app.test_client().log_in(person)
    page = here.visit(APP)
    key = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", page.html)[1].replace(" ", "")

    wrong = here.refused(APP, key=page.value("key"), code="000000")
    answer = here.fill(APP, key=wrong.value("key"), code=pyotp.TOTP(key).at(MOMENT))

    shown = re.findall(r"<li><code[^>]*>([a-z2-9-]+)</code>", answer.text)
    assert len(set(shown)) == 10
    assert person.has_factor
    kept = {row.digest for row in db.session.query(RecoveryCode)}
    assert not kept & {typed_code(code) for code in shown}
    assert key not in db.session.query(Authenticator.secret).scalar()


@ONE_ENGINE
def test_the_password_alone_opens_nothing_any_more(visitor: Client, person: User, codes: list[str]):
    location = gives_password(visitor, person, "/login?next=/partners")

    assert location == "/login/code?next=/partners"
    assert not is_in(visitor)
    assert visitor.fill(location, code=TOTP.at(MOMENT)).location == "/partners"
    assert is_in(visitor)


def test_a_code_is_used_once(app: Flask, person: User, codes: list[str]):
    first, second, code = app.test_client(), app.test_client(), TOTP.at(MOMENT)
    first.fill(gives_password(first, person), code=code)

    page = second.refused(gives_password(second, person), code=code)

    assert page.error("code").startswith("This code is not right, or was used before.")
    assert is_in(first)
    assert not is_in(second)


@ONE_ENGINE
def test_a_code_is_good_for_its_half_minute_alone(visitor: Client, person: User, codes: list[str]):
    at = {n: TOTP.at(MOMENT + timedelta(seconds=30 * n)) for n in (-2, -1, 0, 1)}
    location = gives_password(visitor, person)

    pages = {n: visitor.refused(location, code=at[n]).text for n in (-2, -1, 1)}

    assert [n for n, text in pages.items() if "not that of this half minute" in text] == [-1, 1]
    assert visitor.fill(location, code=at[0]).status_code == 302


@ONE_ENGINE
def test_after_the_server_s_key_was_replaced_apps_and_links_go_on(
    app: Flask, visitor: Client, person: User, codes: list[str], monkeypatch: pytest.MonkeyPatch
):
    signer = KeySigner("a link")
    token = signer.token_of("given out before")
    old = app.secret_key
    monkeypatch.setitem(app.config, "SECRET_KEY", "another secret, as long as the one before")
    assert signer.key_of(token) is None

    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [old])
    assert signer.key_of(token) == "given out before"
    location = gives_password(visitor, person)
    assert visitor.fill(location, code=TOTP.at(MOMENT)).status_code == 302

    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [])
    assert opened(person.id, db.session.query(Authenticator.secret).scalar()) == SECRET


@ONE_ENGINE
def test_a_recovery_code_works_once_however_it_is_typed(app: Flask, person: User, codes: list[str]):
    first, second = app.test_client(), app.test_client()
    typed = codes[0].upper().replace("-", " ")

    answer = first.fill(gives_password(first, person), code=typed)
    second.refused(gives_password(second, person), code=codes[0])

    assert answer.location == "/"
    assert factors.codes_left(person.id) == 9


@ONE_ENGINE
def test_wrong_codes_are_slowed_and_the_right_password_between_them_helps_nobody(
    visitor: Client, person: User, codes: list[str]
):
    for _ in range(5):
        visitor.refused(gives_password(visitor, person), code="000000")

    assert db.session.query(LoginAttempt).count() == 5
    fields = visitor.visit("/login/code").fields()
    assert visitor.post("/login/code", data=fields | {"code": TOTP.at(MOMENT)}).status_code == 429


@ONE_ENGINE
def test_a_login_half_way_is_over_after_ten_minutes_and_with_another_password(
    app: Flask, person: User, codes: list[str]
):
    late, early = app.test_client(), app.test_client()
    gives_password(late, person)
    db.session.query(HalfLogin).one().began_at = MOMENT - timedelta(minutes=11)
    assert late.get("/login/code").location == "/login"

    gives_password(early, person)
    factors.end_sessions({}, person.id)

    assert early.get("/login/code").location == "/login"


@ONE_ENGINE
def test_what_was_typed_before_waits_for_the_code_too(
    visitor: Client, person: User, codes: list[str]
):
    fields = visitor.visit("/login?next=/partners/new").fields()
    fields |= {"email": person.email, "password": factories.PASSWORD, "kept.name_en": "Oslo"}

    page = Page(visitor.post("/login?next=/partners/new", data=fields).text, "/login")
    answer = visitor.post(
        "/login/code?next=/partners/new", data=page.fields() | {"code": TOTP.at(MOMENT)}
    )

    assert 'value="Oslo"' in answer.text


@ONE_ENGINE
def test_it_is_switched_off_after_the_password_and_a_new_set_ends_the_old(
    app: Flask, person: User, codes: list[str]
):
    here, late = app.test_client().log_in(person), app.test_client()
    here.send("/settings/factor/codes")
    late.refused(gives_password(late, person), code=codes[0])

    here.send("/settings/factor/off")

    assert gives_password(late, person) == "/"
    assert db.session.query(Authenticator).count() == 0
    assert db.session.query(RecoveryCode).count() == 0


@ONE_ENGINE
def test_who_gets_a_new_set_is_told_that_the_old_one_is_over(app: Flask, person: User):
    here = app.test_client().log_in(person)

    def sets_up_an_app() -> str:
        page = here.visit(APP)
        key = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", page.html)[1].replace(" ", "")
        return here.fill(APP, key=page.value("key"), code=pyotp.TOTP(key).at(MOMENT)).text

    over = "Those of before let you in no more: throw them away."
    assert over not in sets_up_an_app()
    assert over in sets_up_an_app()
    assert over in here.send("/settings/factor/codes").text


def test_an_administrator_takes_it_off_and_the_history_tells(
    app: Flask, admin: Client, person: User, codes: list[str]
):
    theirs = app.test_client().log_in(person)

    admin.send(f"/settings/people/{person.id}/take-off-factor")

    assert not is_in(theirs)
    assert factories.changes()[-1].fields == {"has_factor": [True, False]}
    assert HIDDEN not in str(factories.changes()[-1].fields)


@ONE_ENGINE
def test_whoever_owes_one_gets_nowhere_else(app: Flask, person: User):
    here = app.test_client().log_in(person)
    here.fill("/settings/factor", factor_for="administrators")
    colleague = app.test_client().log_in(factories.user(role=Role.EDITOR))

    assert here.get("/partners").location == APP
    assert here.get("/settings/factor").location == APP
    assert "The office asks for a second factor." in here.visit(APP).text
    assert is_in(colleague)

    page = here.visit(APP)
    key = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", page.html)[1].replace(" ", "")
    here.fill(APP, key=page.value("key"), code=pyotp.TOTP(key).at(MOMENT))
    assert is_in(here)


@pytest.mark.parametrize(
    ("rule", "asked"),
    [
        (FactorRule.NOBODY, []),
        (FactorRule.ADMINISTRATORS, [Role.ADMIN]),
        (FactorRule.EVERYBODY, list(Role)),
    ],
)
def test_the_rule_says_of_whom(rule: FactorRule, asked: list[Role]):
    assert [role for role in Role if rule.asks(role)] == asked


@ONE_ENGINE
def test_a_sealed_secret_opens_for_its_owner_under_the_same_key_alone(app: Flask):
    with app.test_request_context():
        sealed = seal(7, SECRET)
        assert opened(7, sealed) == SECRET
        assert opened(8, sealed) is None
        assert opened(7, sealed[:-4] + "AAAA") is None
    assert db.session.query(Office).count() == 0
