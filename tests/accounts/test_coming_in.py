"""Coming in: the one-time link of the set-up, logging in, and the cookie."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse
from wtforms import PasswordField
from wtforms.fields.core import UnboundField

from crm.accounts import forms, queries
from crm.accounts.actions import create_first_admin, update_user
from crm.accounts.setup import SETUP_TOKEN_FILE, setup_link
from crm.extensions import db
from crm.models import Role, User
from tests import factories
from tests.at_once import at_once
from tests.client import Client
from tests.databases import ONE_ENGINE
from tests.pages import Page

FIRST = {"name": "Chen Wei", "email": "chen.wei@example.org", "password": "four plain words more"}


@pytest.fixture
def link(app: Flask) -> str:
    """The link that `crm run` prints on a new database."""
    folder = Path(app.config["INSTANCE_PATH"])
    (folder / SETUP_TOKEN_FILE).unlink(missing_ok=True)
    return setup_link(folder, "/")


def test_the_link_makes_one_administrator_and_closes_for_good(visitor: Client, link: str):
    answer = visitor.fill(link, **FIRST, load_sample="")

    assert answer.location == "/"
    assert queries.with_email(FIRST["email"]).role is Role.ADMIN
    assert visitor.get(link).status_code == 404


def test_of_two_who_use_the_link_at_once_one_becomes_an_administrator(app: Flask):
    def begin_with(email: str) -> Callable[[], object]:
        return partial(create_first_admin, FIRST | {"email": email, "is_active": True})

    done = at_once(app, begin_with, ("chen@example.org", "somebody@example.org"))

    assert sorted(done) == [False, True]


def test_the_public_list_comes_with_the_first_administrator(visitor: Client, link: str):
    visitor.fill(link, **FIRST)

    assert "43 rows" in visitor.visit("/partners").text


@pytest.mark.parametrize("address", ["/setup", "/setup?token=", "/setup?token=guessed"])
def test_nobody_comes_in_without_the_token(visitor: Client, link: str, address: str):
    assert visitor.get(address).status_code == 403


def test_the_link_is_dead_once_there_is_an_account(visitor: Client, link: str):
    factories.user()

    assert visitor.get(link).status_code == 404


def test_a_first_password_has_to_be_long(visitor: Client, link: str):
    page = visitor.refused(link, **FIRST | {"password": "short"})

    assert page.error("password") == "Use 12 to 128 characters; three or four words will do."
    assert page.value("email") == FIRST["email"]
    assert not queries.are_there_any()


def _cookie(visitor: Client) -> str:
    person = factories.user_with_password()
    fields = visitor.visit("/login").fields()
    fields |= {"email": person.email, "password": factories.PASSWORD}
    answer = visitor.post("/login", data=fields)
    assert answer.status_code == 302
    return _of_session(answer)


def _of_session(answer: TestResponse) -> str:
    (cookie,) = (c for c in answer.headers.getlist("Set-Cookie") if "session=" in c)
    return cookie


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(visitor: Client):
    cookie = _cookie(visitor)

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_the_cookie_stays_on_https_when_the_page_came_over_it(visitor: Client):
    over_https = "https://localhost"
    person = factories.user_with_password()
    fields = Page(visitor.get("/login", base_url=over_https).text, "/login").fields()
    fields |= {"email": person.email, "password": factories.PASSWORD}

    answer = visitor.post("/login", data=fields, base_url=over_https)

    cookie = _of_session(answer)
    assert cookie.startswith("__Host-session=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


@pytest.mark.parametrize("password", ["", "not the password"])
def test_a_wrong_password_and_an_unknown_address_are_told_the_same(visitor: Client, password: str):
    person = factories.user_with_password()

    known = visitor.refused("/login", email=person.email, password=password)
    unknown = visitor.refused("/login", email="nobody@example.org", password=password)

    assert known.texts("div", role="alert") == unknown.texts("div", role="alert")


def test_who_has_left_cannot_log_in(visitor: Client):
    person = factories.user_with_password(is_active=False)

    page = visitor.refused("/login", email=person.email, password=factories.PASSWORD)

    assert "E-mail or password is wrong." in page.text


def test_an_account_is_no_other_for_coming_in_and_comes_in_twice_at_once(visitor: Client):
    person = factories.user_with_password()
    db.session.commit()
    version, changed_at = person.version, person.updated_at

    answer = visitor.fill("/login", email=person.email, password=factories.PASSWORD)

    db.session.refresh(person)
    assert answer.status_code == 302
    assert person.last_seen_at is not None
    assert (person.version, person.updated_at) == (version, changed_at)


def test_a_script_that_asks_after_the_logout_gets_no_cookie(visitor: Client):
    """It may be late, and would take the place of the cookie of the page with the login."""
    answer = visitor.get("/partners/lookup?q=oslo", headers={"Sec-Fetch-Dest": "empty"})

    assert answer.status_code == 401
    assert "Set-Cookie" not in answer.headers


def test_a_new_password_ends_the_sessions_of_the_old_one(app: Flask):
    person = factories.user_with_password()
    elsewhere = app.test_client().log_in(person)

    here = app.test_client().log_in(person)
    here.fill(
        "/settings/profile", old_password=factories.PASSWORD, password="five quite plain words"
    )

    assert elsewhere.get("/partners").location == "/login?next=/partners"
    assert here.get("/partners").status_code == 200


def test_a_new_password_asks_for_the_present_one(app: Flask):
    person = factories.user_with_password()
    reader = app.test_client().log_in(person)

    page = reader.refused(
        "/settings/profile", old_password="a guess", password="five quite plain words"
    )

    assert page.error("old_password") == "This is not your present password."


@ONE_ENGINE
def test_a_password_is_long_and_counts_to_its_last_blank(app: Flask, visitor: Client):
    person = factories.user_with_password()
    long = f"  {'grüne vögel fliegen über tal.' * 2}{'ü' * 66}  "
    app.test_client().log_in(person).fill(
        "/settings/profile", old_password=factories.PASSWORD, password=long
    )

    visitor.refused("/login", email=person.email, password=long.strip())

    assert visitor.fill("/login", email=person.email, password=long).status_code == 302


def test_nobody_gives_themselves_a_role(editor: Client):
    editor.fill("/settings/profile", role="admin", is_active="y", email="other@example.org")

    assert editor.get("/settings/people").status_code == 403


def test_who_may_not_log_in_any_more_is_out_at_once(app: Flask):
    person = factories.user()
    reader = app.test_client().log_in(person)
    assert reader.get("/partners").status_code == 200

    person.is_active = False

    assert reader.get("/partners").location == "/login?next=/partners"


def test_the_last_administrator_cannot_lock_the_door_from_inside(app: Flask):
    person = factories.user(role=Role.ADMIN)
    admin = app.test_client().log_in(person)

    page = admin.refused(f"/settings/people/{person.id}/edit", role="viewer")

    assert "You cannot take away your own administration." in page.error("role")


def test_two_administrators_at_once_leave_one_of_them(app: Flask):
    """Each takes the other's administration away; whoever comes second is told."""
    numbers = [factories.user(role=Role.ADMIN, name=name).id for name in ("Chen Wei", "Lin Mei")]
    db.session.commit()

    def demote(pair: tuple[int, int]) -> Callable[[], object]:
        by_id, number = pair
        other = db.session.get_one(User, number)
        return partial(update_user, {"role": Role.VIEWER, "is_active": True}, other, by_id)

    done = at_once(app, demote, [tuple(numbers), tuple(reversed(numbers))])

    assert sorted(done) == [False, True]
    assert queries.has_other_admins(0)


def test_a_password_is_hidden_while_it_is_typed():
    made = [made for made in vars(forms).values() if isinstance(made, type)]
    fields = {
        (form.__name__, name): field.field_class
        for form in made
        for name in dir(form)
        if "password" in name and isinstance(field := getattr(form, name), UnboundField)
    }

    assert ("LoginForm", "password") in fields
    assert set(fields.values()) == {PasswordField}
