"""Links by which people choose their own password: invitations, and for who has forgotten it."""

import zipfile
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest
from flask import Flask
from sqlalchemy import delete
from werkzeug.test import TestResponse

from crm.accounts import queries
from crm.accounts.resets import send_wished
from crm.backups.archive import Office, write_backup
from crm.database import now
from crm.extensions import db
from crm.mail.outbox import send_waiting
from crm.mail_server import mail_server
from crm.models import AccountLink, Letter, LinkKind, LoginAttempt, ResetWish, User
from tests import factories
from tests.client import Client
from tests.conftest import Counted
from tests.databases import ONE_ENGINE
from tests.mail.post_office import open_post_office
from tests.pages import Page

NEW = "seven rather plain words"
ADDRESS = "http://localhost/new-password#"

pytestmark = ONE_ENGINE


@pytest.fixture
def mail(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail server is set up; what is for it waits."""
    server = mail_server("smtp://127.0.0.1:9?from=office@example.edu")
    monkeypatch.setitem(app.config, "MAIL", server)


def shown_link(answer_page: Page) -> str:
    """The address that the administrator can copy."""
    (copied,) = answer_page.main.iterfind(".//div[@class='copy']/input")
    address = copied.get("value", "")
    assert address.startswith(ADDRESS)
    return address


def opened(visitor: Client, link: str) -> TestResponse:
    """The page that the link opens, as its script does, or whoever pastes it there."""
    first = visitor.visit("/new-password")
    return visitor.post("/new-password", data=first.fields() | {"token": link})


def choose(visitor: Client, link: str, password: str) -> TestResponse:
    """The answer to a password that is chosen by that link."""
    page = Page(opened(visitor, link).text, "/new-password")
    return visitor.post("/new-password", data=page.fields() | {"password": password})


def invite(admin: Client, email: str = "zhao.min@example.org") -> str:
    answer = admin.fill("/settings/people/new", name="Zhao Min", email=email, role="viewer")
    return shown_link(Page(answer.text, "/settings/people/new"))


def ask_link(admin: Client, person: User) -> str:
    answer = admin.send(f"/settings/people/{person.id}/link")
    return shown_link(Page(answer.text, "/settings/people"))


def wish(visitor: Client, email: str) -> str:
    """What the page says to whoever asks for a link."""
    return Page(visitor.fill("/login/forgotten", email=email).text, "/login/forgotten").text


def test_who_is_invited_chooses_a_password_and_comes_in(admin: Client, visitor: Client):
    link = invite(admin)

    answer = choose(visitor, link, NEW)

    assert answer.location == "/login"
    assert "Your password is set" in visitor.visit("/login").text
    assert visitor.fill("/login", email="zhao.min@example.org", password=NEW).location == "/"


def test_nobody_comes_in_before_they_have_chosen_one(admin: Client, visitor: Client):
    invite(admin)

    page = visitor.refused("/login", email="zhao.min@example.org", password=" ")

    assert "E-mail or password is wrong." in page.text


def test_a_link_opens_the_page_as_often_as_it_is_looked_at_and_works_once(
    admin: Client, visitor: Client
):
    link = invite(admin)
    opened(visitor, link)

    choose(visitor, link, NEW)

    gone = opened(visitor, link)
    assert gone.status_code == 404
    assert "ask for a new link" in gone.text


def test_a_password_that_is_guessed_soon_leaves_the_link_open(admin: Client, visitor: Client):
    link = invite(admin)

    refused = choose(visitor, link, "zhaomin-2026")

    page = Page(refused.text, "/new-password")
    assert (refused.status_code, page.error("password")[:20]) == (422, "This is guessed soon")
    assert choose(visitor, link, NEW).location == "/login"


def test_no_address_that_a_server_is_told_opens_anything(admin: Client, visitor: Client):
    """Browsers keep to themselves what stands behind the #."""
    told, _, token = invite(admin).partition("#")

    assert told == "http://localhost/new-password"
    assert visitor.get(f"{told}?token={token}").text == visitor.get(told).text
    assert opened(visitor, f"  {token}\n").status_code == 200


def test_the_page_of_a_link_is_told_to_nobody(visitor: Client):
    factories.account_link(factories.user(), "a-token")

    headers = opened(visitor, "a-token").headers

    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "given",
    [
        {"expires_at": now() - timedelta(seconds=1)},
        {"used_at": now()},
        {"token_digest": "0" * 64},
    ],
)
def test_a_link_that_ran_out_was_used_or_is_another_ones_opens_nothing(
    visitor: Client, given: dict[str, object]
):
    factories.account_link(factories.user(), "a-token", **given)

    assert opened(visitor, "a-token").status_code == 404


def test_the_link_of_somebody_who_may_not_log_in_any_more_opens_nothing(visitor: Client):
    factories.account_link(factories.user(is_active=False), "a-token")

    assert opened(visitor, "a-token").status_code == 404


def test_an_invitation_works_for_a_week_and_a_reset_for_an_hour(admin: Client):
    person = factories.user_with_password()
    before = now()

    invite(admin)
    ask_link(admin, person)

    found = {link.kind: link.expires_at - before for link in db.session.query(AccountLink)}
    assert found[LinkKind.INVITATION] // timedelta(minutes=1) == 7 * 24 * 60
    assert found[LinkKind.RESET] // timedelta(minutes=1) == 60


def test_a_new_link_ends_the_one_before(admin: Client, visitor: Client):
    person = factories.user_with_password()
    first = ask_link(admin, person)

    second = ask_link(admin, person)

    assert opened(visitor, first).status_code == 404
    assert opened(visitor, second).status_code == 200


def test_another_password_ends_all_sessions_and_all_links_and_is_told(
    app: Flask, admin: Client, visitor: Client, mail: None
):
    person = factories.user_with_password()
    elsewhere = app.test_client().log_in(person)
    factories.account_link(person, "a-token", kind=LinkKind.INVITATION)
    link = ask_link(admin, person)

    choose(visitor, link, NEW)

    assert elsewhere.get("/partners").location == "/login?next=/partners"
    assert opened(visitor, "a-token").status_code == 404
    letters = db.session.query(Letter).order_by(Letter.id).all()
    assert [letter.recipient for letter in letters] == [person.email] * 2
    assert letters[-1].subject == "Partnerships: your account was changed"


def test_who_may_not_log_in_gets_no_link(admin: Client):
    person = factories.user(is_active=False)

    admin.send(f"/settings/people/{person.id}/link")

    assert db.session.query(AccountLink).count() == 0


def test_the_history_tells_of_a_link_and_holds_nothing_that_opens_it(admin: Client):
    link = invite(admin)

    told = factories.changes()

    (line,) = (c for c in told if c.record_type == "account_link")
    assert (line.owner_type, line.name) == ("user_account", "Zhao Min")
    assert line.fields.keys() == {"user_id", "kind", "expires_at"}
    assert all(link.removeprefix(ADDRESS) not in str(c.fields) for c in told)


def test_an_invitation_comes_by_mail_and_is_forgotten_there_once_it_is_sent(
    admin: Client, app: Flask, monkeypatch: pytest.MonkeyPatch
):
    with open_post_office() as office:
        server = mail_server(office.address())
        monkeypatch.setitem(app.config, "MAIL", server)

        link = invite(admin)
        send_waiting(now(), server)

    (letter,) = office.taken
    assert link in letter.get_content()
    assert db.session.query(Letter.text).scalar() == ""


def test_a_backup_holds_nothing_that_opens_a_door(
    app: Flask, admin: Client, mail: None, tmp_path: Path
):
    link = invite(admin)
    wish(app.test_client(), "somebody@example.org")
    file = tmp_path / "office.zip"

    write_backup(Office(db.engine, tmp_path), file, now())

    with zipfile.ZipFile(file) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
        assert not {"data/account_link.jsonl", "data/reset_wish.jsonl"} & {*archive.namelist()}
    assert link.removeprefix(ADDRESS).encode() not in content


def test_without_a_mail_server_who_has_forgotten_asks_an_administrator(visitor: Client):
    assert "Ask an administrator" in visitor.visit("/login/forgotten").text


def test_who_has_forgotten_the_password_gets_a_link_by_mail(
    app: Flask, visitor: Client, mail: None
):
    person = factories.user_with_password(site="https://crm.example.edu/")

    wish(visitor, f" {person.email.upper()}")
    send_wished(now(), app.config)

    (letter,) = db.session.query(Letter)
    assert letter.recipient == person.email
    assert "https://crm.example.edu/new-password#" in letter.text
    assert db.session.query(ResetWish).count() == 0


def test_what_a_stranger_calls_the_server_stands_in_no_letter(
    app: Flask, visitor: Client, mail: None
):
    person = factories.user_with_password()
    there = "http://evil.example/"
    page = Page(visitor.get("/login/forgotten", base_url=there).text, "/login/forgotten")
    fields = page.fields() | {"email": person.email}

    assert visitor.post("/login/forgotten", data=fields, base_url=there).status_code == 200
    send_wished(now(), app.config)

    assert "evil.example" not in db.session.query(Letter.text).scalar()


def test_the_answer_is_the_same_for_an_address_that_is_nobodys_and_no_account_is_looked_at(
    app: Flask, visitor: Client, mail: None, monkeypatch: pytest.MonkeyPatch
):
    """With no look at the accounts there is nothing whose time could tell."""
    known, left = factories.user_with_password(), factories.user_with_password(is_active=False)

    with monkeypatch.context() as context:
        context.setattr(queries, "with_email", None)
        answers = {wish(visitor, e) for e in (known.email, left.email, "nobody@example.org")}
    send_wished(now(), app.config)

    assert len(answers) == 1
    assert [letter.recipient for letter in db.session.query(Letter)] == [known.email]


def test_asking_for_a_link_takes_as_long_whether_or_not_there_is_an_account(
    visitor: Client, mail: None, counted: Counted
):
    person = factories.user()
    fields = visitor.visit("/login/forgotten").fields()
    took: dict[str, list[float]] = {person.email: [], "nobody@example.org": []}
    sent = []

    for _ in range(8):
        for email, times in took.items():
            db.session.execute(delete(LoginAttempt))
            with counted() as statements:
                start = perf_counter()
                answer = visitor.post("/login/forgotten", data=fields | {"email": email})
                times.append(perf_counter() - start)
            assert answer.status_code == 200
            sent.append(statements)

    assert [one for one in sent if one != sent[0]] == []
    known, unknown = (median(sorted(times)[:4]) for times in took.values())
    assert abs(known - unknown) < 0.5 * max(known, unknown)


def test_a_mailbox_cannot_be_filled_with_links(app: Flask, visitor: Client, mail: None):
    person = factories.user_with_password()
    for _ in range(3):
        wish(visitor, person.email)

    send_wished(now(), app.config)

    assert db.session.query(Letter).count() == 1


def test_whoever_asks_too_often_has_to_wait_and_the_login_does_not(visitor: Client, mail: None):
    person = factories.user_with_password()
    fields = visitor.visit("/login/forgotten").fields() | {"email": person.email}

    statuses = [visitor.post("/login/forgotten", data=fields).status_code for _ in range(6)]

    assert statuses == [200] * 5 + [429]
    assert visitor.fill("/login", email=person.email, password=factories.PASSWORD).location == "/"


def test_a_link_does_not_open_the_account_once_its_address_was_corrected(
    admin: Client, visitor: Client
):
    address = invite(admin, "zhao.mni@example.org")
    person = db.session.query(User).filter_by(email="zhao.mni@example.org").one()

    admin.fill(f"/settings/people/{person.id}/edit", email="zhao.min@example.org")

    assert opened(visitor, address).status_code == 404
