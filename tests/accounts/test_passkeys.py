"""Passkeys: added, given after the password, refused, removed, required."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from crm.accounts import ceremony, factors
from crm.accounts.second_step import place
from crm.database import now
from crm.extensions import db
from crm.models import Passkey, PasskeyChallenge, Role, User
from crm.models.change import HIDDEN
from tests import factories
from tests.accounts.device import Device, forged
from tests.accounts.test_factors import gives_password, is_in
from tests.client import Client
from tests.databases import ONE_ENGINE
from tests.pages import Page

NEW = "/settings/factor/passkeys/new"
ASK_FOR_NEW = "/settings/factor/passkeys/challenge"


@pytest.fixture
def person(app: Flask) -> User:
    return factories.user_with_password(role=Role.ADMIN)


@pytest.fixture
def here(app: Flask, person: User) -> Client:
    return app.test_client().log_in(person)


@pytest.fixture
def device(here: Client) -> Device:
    """Whose passkey is added."""
    made = Device()
    assert "shown only now" in add(here, made).text
    return made


def add(here: Client, device: Device, **changes: object):
    fields = {"name": "Laptop", "answer": device.make(new_challenge(here))}
    return here.fill(NEW, **fields | changes)


def new_challenge(here: Client) -> str:
    token = here.visit(NEW).value("csrf_token")
    return here.post(ASK_FOR_NEW, data={"csrf_token": token}).json["challenge"]


def challenge(visitor: Client) -> str:
    token = visitor.visit("/login/code").value("csrf_token")
    answer = visitor.post("/login/passkey/challenge", data={"csrf_token": token})
    return answer.json["challenge"]


def gives(visitor: Client, answer: str):
    token = visitor.visit("/login/code").value("csrf_token")
    fields = {"csrf_token": token, "answer": answer}
    return visitor.post("/login/passkey?next=/partners", data=fields)


def test_a_passkey_is_added_and_lets_its_owner_in_after_the_password(
    visitor: Client, here: Client, person: User
):
    device = Device()
    added = add(here, device)

    assert gives_password(visitor, person) == "/login/code?next=/"
    assert not is_in(visitor)
    assert gives(visitor, device.sign(challenge(visitor))).location == "/partners"
    assert is_in(visitor)

    assert added.text.count("<li><code") == 10
    kept = db.session.query(Passkey).one()
    assert (kept.name, kept.host, kept.sign_count) == ("Laptop", "localhost", 1)
    assert now() - kept.used_at < timedelta(minutes=1)
    assert db.session.query(PasskeyChallenge).count() == 0


@ONE_ENGINE
def test_an_answer_is_good_once_for_its_challenge_and_its_place(
    visitor: Client, person: User, device: Device
):
    gives_password(visitor, person)
    used = challenge(visitor)
    refused = {
        "wrong challenge": gives(visitor, device.sign("AAAA")),
        "its challenge is used up by that": gives(visitor, device.sign(used)),
        "wrong origin": gives(visitor, device.sign(challenge(visitor), "https://evil.example")),
        "forged": gives(visitor, forged(device.sign(challenge(visitor)))),
        "somebody else's": gives(visitor, Device().sign(challenge(visitor))),
    }
    assert {why: answer.status_code for why, answer in refused.items()} == dict.fromkeys(
        refused, 422
    )

    page = Page(refused["forged"].text, "/login/code")
    assert "The passkey was not accepted." in page.text
    assert not is_in(visitor)


@ONE_ENGINE
def test_an_answer_that_was_overheard_opens_nothing_and_a_copied_key_is_found(
    app: Flask, visitor: Client, person: User, device: Device
):
    gives_password(visitor, person)
    heard = device.sign(challenge(visitor))
    assert gives(visitor, heard).location == "/partners"

    thief = app.test_client()
    gives_password(thief, person)
    challenge(thief)
    assert gives(thief, heard).status_code == 422
    device.count -= 1  # a copy that does not know of the last use
    assert gives(thief, device.sign(challenge(thief))).status_code == 422


NO_ANSWERS = ["", "[" * 5000, "{}", '{"id": 7}', '{"id": "\\ud800"}']


@ONE_ENGINE
def test_what_no_device_says_is_refused(
    visitor: Client, here: Client, person: User, device: Device
):
    gives_password(visitor, person)

    for answer in NO_ANSWERS:
        challenge(visitor)
        assert gives(visitor, answer).status_code == 422
        assert add(here, Device(), name="Other", answer=answer).status_code == 422


@ONE_ENGINE
def test_wrong_answers_are_slowed_as_wrong_codes_are(visitor: Client, person: User, device: Device):
    gives_password(visitor, person)
    for _ in range(5):
        gives(visitor, device.sign("AAAA"))

    assert gives(visitor, device.sign(challenge(visitor))).status_code == 429


@ONE_ENGINE
def test_recovery_codes_work_beside(visitor: Client, here: Client, person: User, device: Device):
    with here.application.test_request_context():
        codes = factors.new_codes({}, person)
    page = visitor.visit(gives_password(visitor, person))

    assert "Passkeys need JavaScript" in page.text
    assert visitor.fill("/login/code?next=/tasks", code=codes[0]).location == "/tasks"


@ONE_ENGINE
def test_what_is_made_for_another_challenge_or_place_is_not_added(here: Client):
    device, asked = Device(), new_challenge(here)
    answers = (device.make("AAAA"), device.make(asked))
    late = [here.refused(NEW, name="Laptop", answer=answer) for answer in answers]
    elsewhere = Device().make(new_challenge(here), "https://evil.example")

    assert all("The passkey was not made." in page.text for page in late)
    assert "was not made" in here.refused(NEW, name="Laptop", answer=elsewhere).text
    assert db.session.query(Passkey).count() == 0


@ONE_ENGINE
def test_each_has_a_name_and_the_same_device_is_not_added_twice(here: Client, device: Device):
    assert "of this name" in add(here, Device()).text
    assert "is here already" in add(here, device, name="Other").text

    assert add(here, Device(), name="Telephone").location == "/settings/profile#factor"
    assert here.visit("/settings/profile").texts("td")[:2] == ["Laptop", "localhost"]


def test_no_passkey_is_of_two_people(app: Flask, person: User):
    known = factories.passkey(person)

    with pytest.raises(IntegrityError):
        factories.passkey(factories.user(), credential=known.credential)
    db.session.rollback()


@ONE_ENGINE
def test_with_the_last_one_nothing_is_asked_any_more_and_the_history_tells(
    visitor: Client, here: Client, person: User, device: Device
):
    kept = db.session.query(Passkey).one()
    credential, other = kept.credential, factories.passkey(factories.user())
    assert here.send(f"/settings/factor/passkeys/{other.id}/remove").status_code == 404

    here.send(f"/settings/factor/passkeys/{kept.id}/remove")

    assert gives_password(visitor, person) == "/"
    assert factors.codes_left(person.id) == 0
    lines = [(c.record_type, c.act) for c in factories.changes() if c.owner_id == person.id]
    assert ("passkey", "deleted") in lines
    assert credential not in str([c.fields for c in factories.changes()])
    assert HIDDEN in str([c.fields for c in factories.changes()])


@ONE_ENGINE
def test_whoever_owes_a_second_factor_has_given_it_with_a_passkey(app: Flask, person: User):
    here = app.test_client().log_in(person)
    here.fill("/settings/factor", factor_for="administrators")
    assert here.get("/partners").status_code == 302

    add(here, Device())

    assert is_in(here)


@ONE_ENGINE
def test_an_administrator_takes_passkeys_off_as_well(admin: Client, person: User, device: Device):
    admin.send(f"/settings/people/{person.id}/take-off-factor")

    assert db.session.query(Passkey).count() == 0
    assert not person.has_factor


@ONE_ENGINE
@pytest.mark.parametrize(
    ("site", "host"),
    [
        ("https://crm.example.edu/", "crm.example.edu"),
        ("https://crm.example.edu:8443/", "crm.example.edu"),
        ("http://localhost:8000/", "localhost"),
        ("http://crm.example.edu/", None),
        ("https://192.0.2.7/", None),
    ],
)
def test_passkeys_are_of_a_name_and_need_https(app: Flask, site: str, host: str | None):
    with app.test_request_context(base_url=site):
        found = place()

    assert found == (host and ceremony.Place(host, site.rstrip("/")))


@ONE_ENGINE
def test_one_of_another_address_is_not_asked_for_and_a_code_is(
    visitor: Client, here: Client, person: User, device: Device
):
    db.session.query(Passkey).one().host = "old.example.edu"

    page = visitor.visit(gives_password(visitor, person))

    assert "of another address" in page.text
    assert not page.having("form", **{"data-passkey": "get"})
