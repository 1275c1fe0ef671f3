"""Sessions: where somebody is logged in, until when, and how that is ended."""

from datetime import timedelta

import pytest
from flask import Flask

from crm.accounts.devices import device_name
from crm.database import now
from crm.extensions import db
from crm.models import FailedLogin, LoginAttempt, Role, User, UserSession
from tests import factories
from tests.client import Client
from tests.pages import Page

LOGIN = "/login?next=/partners"


@pytest.fixture
def person(app: Flask) -> User:
    return factories.user_with_password(role=Role.ADMIN)


@pytest.fixture
def here(app: Flask, person: User) -> Client:
    return app.test_client().log_in(person)


@pytest.fixture
def elsewhere(app: Flask, person: User, here: Client) -> Client:
    return app.test_client().log_in(person)


def is_in(client: Client) -> bool:
    return client.get("/partners").status_code == 200


def age(**times: timedelta) -> None:
    """Let the sessions be so much older."""
    for row in db.session.query(UserSession):
        row.assign({name: getattr(row, name) - by for name, by in times.items()})
    db.session.commit()


def test_a_copy_of_the_cookie_is_worth_nothing_after_the_logout(app: Flask, here: Client):
    copy = app.test_client()
    copy.set_cookie("session", here.get_cookie("session").value)
    assert is_in(copy)

    here.send("/logout")

    assert copy.get("/partners").location == LOGIN


def test_a_session_that_rests_for_two_hours_is_over(here: Client):
    age(seen_at=timedelta(minutes=119))
    assert is_in(here)
    age(seen_at=timedelta(minutes=121))

    assert not is_in(here)


def test_a_session_is_over_twelve_hours_after_the_login_whatever_is_done(here: Client):
    age(began_at=timedelta(hours=11, minutes=59))
    assert is_in(here)
    age(began_at=timedelta(minutes=2))

    assert not is_in(here)


def test_its_last_use_is_kept_to_within_a_minute(here: Client):
    age(seen_at=timedelta(minutes=30))
    before = now()

    here.get("/partners")

    seen = db.session.query(UserSession.seen_at).scalar()
    assert before <= seen <= now()


def test_a_page_that_waits_asks_how_long_is_left_and_does_not_use_it(here: Client):
    age(seen_at=timedelta(minutes=100))

    asked = here.get("/session").json
    stayed = here.get("/session?stay=yes").json

    assert 19 * 60 < asked["left"] <= 20 * 60
    assert 119 * 60 < stayed["left"] <= 120 * 60
    assert here.get("/session").json["left"] > 119 * 60


def test_who_logs_in_anew_gets_another_session_and_the_old_one_is_gone(app: Flask, person: User):
    client = app.test_client()
    tokens = []
    for _ in range(2):
        client.fill("/login", email=person.email, password=factories.PASSWORD)
        with client.session_transaction() as session:
            tokens.append(session["_user_id"])
        age(seen_at=timedelta(hours=3))

    assert tokens[0] != tokens[1]
    assert db.session.query(UserSession).count() == 1


def test_the_profile_lists_where_one_is_logged_in_and_ends_one(here: Client, elsewhere: Client):
    page = here.visit("/settings/profile")
    assert page.text.count("Firefox, Linux") >= 2
    other = db.session.query(UserSession.id).order_by(UserSession.id.desc()).first().id

    here.send(f"/sessions/{other}/end")

    assert not is_in(elsewhere)
    assert is_in(here)


def test_all_others_are_ended_at_once(here: Client, elsewhere: Client):
    here.send("/sessions/end")

    assert not is_in(elsewhere)
    assert is_in(here)


def test_nobody_ends_the_session_of_somebody_else(app: Flask, here: Client):
    stranger = app.test_client().log_in(factories.user())
    theirs = db.session.query(UserSession.id).order_by(UserSession.id).first().id

    stranger.send(f"/sessions/{theirs}/end")

    assert is_in(here)


def test_another_role_begins_with_another_login(app: Flask, here: Client):
    colleague = factories.user(role=Role.VIEWER)
    theirs = app.test_client().log_in(colleague)
    assert is_in(theirs)

    here.fill(f"/settings/people/{colleague.id}/edit", role="editor")

    assert not is_in(theirs)


def test_an_administrator_ends_the_logins_of_a_person(app: Flask, here: Client):
    colleague = factories.user(role=Role.VIEWER)
    theirs = app.test_client().log_in(colleague)

    here.send(f"/settings/people/{colleague.id}/end-sessions")

    assert not is_in(theirs)
    assert is_in(here)


def test_before_what_is_dangerous_the_password_is_asked_again(here: Client):
    age(confirmed_at=timedelta(minutes=16))
    assert here.get("/settings/people").status_code == 200

    asked = here.get("/settings/people/new")
    here.fill(asked.location, password=factories.PASSWORD)

    assert asked.location == "/login/again?next=/settings/people/new"
    assert here.get("/settings/people/new").status_code == 200


def test_what_was_typed_meanwhile_waits_for_the_password(here: Client):
    fields = here.visit("/settings/people/new").fields()
    fields |= {"name": "Zhao Min", "email": "zhao.min@example.org"}
    age(confirmed_at=timedelta(minutes=16))

    from_here = {"Sec-Fetch-Site": "same-origin"}
    asked = here.post("/settings/people/new", data=fields, headers=from_here)
    page = Page(asked.text, "/settings/people/new")
    answer = here.post(
        "/login/again?next=/settings/people/new",
        data=page.fields() | {"password": factories.PASSWORD},
    )

    assert asked.status_code == 403
    assert "zhao.min@example.org" in answer.text


def test_a_wrong_password_confirms_nothing_and_counts_as_at_the_login(here: Client):
    age(confirmed_at=timedelta(minutes=16))

    page = here.refused("/login/again", password="not the password")

    assert page.error("password") == "This is not your password."
    assert db.session.query(LoginAttempt).count() == 1
    assert here.get("/settings/people/new").status_code == 302


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/142.0 Safari/537.36 Edg/142.0",
            "Edge, Windows",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Firefox/145.0", "Firefox, Linux"),
        ("curl/8.5.0", ""),
    ],
)
def test_a_browser_is_called_as_its_owner_calls_it(said: str, name: str):
    assert device_name(said) == name


def test_the_present_password_is_guessed_no_faster_on_the_profile(here: Client):
    tried = {"old_password": "not the password", "password": "seven rather plain words"}

    answers = [here.fill("/settings/profile", **tried).status_code for _ in range(12)]

    assert answers[0] == 422
    # Not always the last one: a slow machine guesses later than the wait is long at first.
    assert 429 in answers
    assert db.session.query(FailedLogin).count() >= 5


def test_who_confirms_the_password_is_told_at_the_login_what_failed_before(
    here: Client, visitor: Client, person: User
):
    visitor.fill("/login", email=person.email, password="wrong")
    age(confirmed_at=timedelta(minutes=16))

    here.fill("/login/again", password=factories.PASSWORD)

    assert db.session.query(LoginAttempt).count() == 1
