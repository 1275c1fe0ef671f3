"""Guessing passwords: slowed for each account and network, and the owner comes in all the same."""

from datetime import UTC, datetime, timedelta
from statistics import median
from time import thread_time

import pytest
from flask import Flask
from sqlalchemy import delete
from werkzeug.security import generate_password_hash

from crm.accounts import queries
from crm.extensions import db
from crm.models import LoginAttempt
from crm.models.leaked import has_leaked
from crm.models.login_attempt import (
    FREE_FOR_ACCOUNT,
    FREE_FOR_NEWCOMER,
    FREE_FOR_SENDER,
    LONGEST_FOR_ACCOUNT,
    seconds_to_wait,
)
from crm.models.password_digest import BEFORE, is_old, nobodys
from crm.models.passwords import is_easily_guessed, without_gaps
from tests import factories
from tests.client import Client
from tests.databases import ONE_ENGINE
from tests.pages import Page

WRONG = "wrong"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch):
    """Passwords are wrong without the work of a digest."""
    for place in ("crm.models.user.is_of", "crm.accounts.same_time.is_of"):
        monkeypatch.setattr(place, lambda typed, _digest: typed == "right")


def _guess(client: Client, email: str, password: str = WRONG):
    fields = client.visit("/login").fields()
    return client.post("/login", data=fields | {"email": email, "password": password})


def _guess_until_slowed(client: Client, email: str) -> None:
    answers = [_guess(client, email).status_code for _ in range(FREE_FOR_ACCOUNT + 1)]
    assert answers == [422] * FREE_FOR_ACCOUNT + [429]


def _later(**time: int) -> None:
    for row in db.session.query(LoginAttempt):
        row.attempted_at -= timedelta(**time)
    db.session.commit()


@pytest.mark.parametrize(
    ("failures", "seconds"), [(4, 0), (5, 1), (6, 2), (10, 32), (13, 256), (14, 300), (9_999, 300)]
)
def test_the_wait_doubles_with_each_failure_up_to_its_end(failures: int, seconds: int):
    wait = seconds_to_wait(failures, NOON, NOON, free=5, longest=LONGEST_FOR_ACCOUNT)

    assert wait == seconds


def test_what_is_left_of_a_second_is_a_second():
    later = NOON + timedelta(seconds=30.5)

    assert seconds_to_wait(10, NOON, later, free=5, longest=300) == 2
    assert seconds_to_wait(10, NOON, NOON + timedelta(seconds=32), free=5, longest=300) == 0


def test_guesses_at_an_account_have_to_wait_and_are_told_how_long(
    app: Flask, visitor: Client, quick: None
):
    person = factories.user(password_hash="kept")
    _guess_until_slowed(visitor, person.email)

    # Whichever server is asked: it is kept in the database, and not by the browser.
    answer = _guess(app.test_client(), person.email, "right")

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "1"
    assert "Try again in 1 second." in Page(answer.text, "/login").texts("div", role="alert")[0]
    _later(seconds=2)
    assert _guess(visitor, person.email, "right").status_code == 302


def test_an_address_without_an_account_is_slowed_alike(visitor: Client, quick: None):
    factories.user()

    _guess_until_slowed(visitor, "nobody@example.org")


def test_who_came_in_with_this_browser_before_is_not_kept_out_by_others(
    app: Flask, visitor: Client, quick: None
):
    person = factories.user(password_hash="kept")
    _guess(visitor, person.email, "right")
    visitor.send("/logout")
    _guess_until_slowed(app.test_client(), person.email)

    answer = _guess(visitor, person.email, "right")

    assert answer.status_code == 302
    told = visitor.visit("/").texts("div", class_="warn")[0]
    assert told.startswith("5 logins with your address failed ")


def test_a_new_browser_elsewhere_is_not_kept_out_by_who_guesses(
    app: Flask, visitor: Client, quick: None
):
    person = factories.user(password_hash="kept")
    for _ in range(FREE_FOR_ACCOUNT + 3):
        _guess(visitor, person.email)
        _later(minutes=6)
    elsewhere = app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "203.0.113.7"

    first = [_guess(elsewhere, person.email).status_code for _ in range(FREE_FOR_NEWCOMER + 1)]
    _guess(visitor, person.email)
    other = app.test_client()
    other.environ_base["REMOTE_ADDR"] = "198.51.100.9"

    assert first == [422] * FREE_FOR_NEWCOMER + [429]
    assert _guess(other, person.email, "right").status_code == 302


def test_what_is_old_is_forgotten_though_nobody_comes_in(visitor: Client, quick: None):
    factories.user()
    _guess(visitor, "nobody@example.org")
    _later(days=31)

    _guess(visitor, "nobody@example.org")

    assert db.session.query(LoginAttempt).count() == 1


def test_the_mark_of_a_browser_is_no_faster_way_to_guess_and_none_for_others(
    app: Flask, visitor: Client, quick: None
):
    person, other = factories.user(password_hash="kept"), factories.user(password_hash="kept")
    _guess(visitor, person.email, "right")
    visitor.send("/logout")

    _guess_until_slowed(visitor, person.email)
    _guess_until_slowed(app.test_client(), other.email)

    assert _guess(visitor, other.email, "right").status_code == 429


@ONE_ENGINE
def test_one_network_cannot_try_one_password_on_many_accounts(visitor: Client, quick: None):
    factories.user()
    _guess(visitor, "first@example.org")
    (row,) = db.session.query(LoginAttempt)
    for number in range(FREE_FOR_SENDER):
        account = f"{number:064}"
        db.session.add(
            LoginAttempt(account=account, sender=row.sender, attempted_at=row.attempted_at)
        )

    assert _guess(visitor, "last@example.org").status_code == 429


@ONE_ENGINE
@pytest.mark.parametrize("others_have_old_ones", [False, True])
def test_an_answer_takes_as_long_whether_or_not_there_is_an_account(
    visitor: Client, others_have_old_ones: bool
):
    person = factories.user_with_password()
    took: dict[str, list[float]] = {person.email: [], "nobody@example.org": []}
    if others_have_old_ones:
        old = factories.user(password_hash=generate_password_hash("another", BEFORE))
        took[old.email] = []
    fields = visitor.visit("/login").fields() | {"password": "not the password"}
    nobodys(), nobodys(old=True)

    for _ in range(6):
        for email, times in took.items():
            db.session.execute(delete(LoginAttempt))
            db.session.commit()
            start = thread_time()
            assert visitor.post("/login", data=fields | {"email": email}).status_code == 422
            times.append(thread_time() - start)

    # Of this thread, which others make no slower; the quick ones of each are compared. An answer
    # that spared a digest would take a fraction of the time.
    each = [median(sorted(times)[:3]) for times in took.values()]
    assert max(each) - min(each) < 0.4 * max(each)


@ONE_ENGINE
def test_who_comes_in_has_a_digest_as_they_are_made_today(visitor: Client):
    old = generate_password_hash(factories.PASSWORD, BEFORE)
    person = factories.user(password_hash=old)
    db.session.commit()
    lines = len(factories.changes())

    assert _guess(visitor, person.email, factories.PASSWORD).status_code == 302

    db.session.refresh(person)
    assert is_old(old)
    assert not is_old(person.password_hash)
    assert person.has_password(factories.PASSWORD)
    assert not person.has_password(WRONG)
    assert len(factories.changes()) == lines
    assert not queries.are_there_old_digests()


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "P@ssw0rd2026!",
        "qwertyuiop123",
        "123456789012",
        "aaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "1qaz2wsx3edc",
        "Linmei-2026-lin.mei",
        "TongjiHospital2026",
        "partnership-crm",
        "woaini5201314",
        "Volkswagen12",
        "littlemermaid",
    ],
)
def test_what_is_guessed_first_is_no_password(password: str):
    assert is_easily_guessed(password, ["Lin Mei", "lin.mei@example.org", "Tongji Medical College"])


def test_what_has_leaked_is_known_and_hardly_anything_else():
    made_up = [f"{number} plain words and {number * 7}" for number in range(20_000)]

    assert has_leaked("Volkswagen12")
    assert has_leaked("LITTLEMERMAID")
    assert sum(map(has_leaked, made_up)) < 20


@ONE_ENGINE
def test_a_partner_s_whole_name_is_no_password(app: Flask):
    factories.partner("Karolinska Institutet", name_zh="卡罗林斯卡学院", short_name="KI")
    names = queries.partner_names_in(without_gaps("Karolinska-Institutet 2027"))

    assert names == ["karolinskainstitutet"]
    assert is_easily_guessed("Karolinska-Institutet 2027", [], names)
    assert not is_easily_guessed("Karolinska plain words", [], names)
    assert queries.partner_names_in(without_gaps("卡罗林斯卡学院卡罗林斯卡学院")) == [
        "卡罗林斯卡学院"
    ]


@pytest.mark.parametrize(
    "password",
    [
        "three plain words",
        "four plain words more",
        "  ü kept längs  ",
        "正确的马电池订书钉很长",
        "T7#kq9!vXz2w",
    ],
)
def test_words_of_ones_own_are_one(password: str):
    assert not is_easily_guessed(password, ["Lin Mei", "lin.mei@example.org"])


@ONE_ENGINE
def test_a_password_that_is_guessed_soon_is_refused_beside_its_field(app: Flask):
    person = factories.user_with_password(name="Zhao Min")
    reader = app.test_client().log_in(person)

    page = reader.refused(
        "/settings/profile",
        name="Zhao Min",
        old_password=factories.PASSWORD,
        password="zhaomin-2026",
    )

    assert page.error("password").startswith("This is guessed soon")
