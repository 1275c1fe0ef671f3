"""Whoever reads the public page can send an enquiry, without an account."""

from datetime import timedelta

import pytest
from flask import Flask

from crm.enquiries.actions import HOURLY
from crm.extensions import db
from crm.mail_server import mail_server
from crm.models import Category, Contact, Enquiry, EnquiryStatus, Letter, Partner
from tests import factories
from tests.client import Client
from tests.conftest import _clock
from tests.databases import ONE_ENGINE
from tests.pages import Page

FORM = "/cooperation/en/enquiry"
WORDS = {
    "name": "Kari Nordmann",
    "email": "kari@oslo.example",
    "organisation": "Oslo Hospital",
    "message": "Shall we train nurses together?",
    "consent": "y",
}


@pytest.fixture
def by_mail(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The office has a mail server."""
    server = mail_server("smtp://localhost?from=office@example.org")
    monkeypatch.setitem(app.config, "MAIL", server)


def received() -> list[Enquiry]:
    return db.session.query(Enquiry).order_by(Enquiry.id).all()


def link_in(letter: Letter) -> str:
    (line,) = (line for line in letter.text.splitlines() if line.startswith("http"))
    return line.partition("/cooperation")[1] + line.partition("/cooperation")[2]


def test_an_enquiry_comes_into_the_queue_and_makes_nothing_else(visitor: Client):
    factories.public_page()

    answer = visitor.fill(FORM, **WORDS, country="NO", category="hospital")

    assert "The office has it" in visitor.visit(answer.location).text
    (enquiry,) = received()
    assert enquiry.status is EnquiryStatus.RECEIVED
    assert (enquiry.country, enquiry.category) == ("NO", Category.HOSPITAL)
    assert "delete it when you ask us to" in enquiry.consent
    assert db.session.query(Partner).count() == db.session.query(Contact).count() == 0
    assert db.session.query(Letter).count() == 0


def test_while_the_page_is_off_there_is_no_form(visitor: Client):
    factories.public_page(is_on=False)

    for address in (FORM, f"{FORM}/thanks", f"{FORM}/confirm/x"):
        assert visitor.get(address).status_code == 404


@pytest.mark.usefixtures("by_mail")
def test_the_sender_confirms_the_address_by_a_link(app: Flask, visitor: Client):
    factories.public_page(office_en="Cooperation office")
    visitor.fill(FORM, **WORDS)
    (letter,) = db.session.query(Letter)
    assert letter.recipient == "kari@oslo.example"
    assert "Cooperation office" in letter.text
    assert WORDS["message"] not in letter.text  # nobody sends own words to strangers by us

    visitor.visit(link_in(letter))
    assert received()[0].confirmed_at is None  # a program that looks for viruses opens links too
    visitor.fill(link_in(letter))

    assert received()[0].confirmed_at == _clock()
    assert visitor.visit(link_in(letter)).heading == "Your enquiry is confirmed"
    assert visitor.get(f"{FORM}/confirm/nonsense").status_code == 404


@pytest.mark.usefixtures("by_mail")
def test_an_address_is_asked_once_a_day_whoever_types_it(visitor: Client):
    factories.public_page()

    visitor.fill(FORM, **WORDS)
    visitor.fill(FORM, **WORDS)

    assert len(received()) == 2
    assert db.session.query(Letter).count() == 1


def test_what_is_missing_is_said_and_what_was_typed_stays(visitor: Client):
    factories.public_page(consent_en="Our own consent.")

    page = visitor.refused(FORM, **WORDS | {"email": "nobody", "consent": []})

    assert page.fields()["message"] == [WORDS["message"]]
    assert {
        "This cannot be an e-mail address. It looks like name@example.org.",
        "Without it we may not keep your enquiry: tick the box.",
    } <= set(page.texts("p", class_="error"))
    assert "Our own consent." in page.text
    assert received() == []


def test_what_was_typed_stays_when_the_language_is_switched(visitor: Client):
    factories.public_page()
    form = visitor.begin(FORM)
    (switch,) = form.page.having("button", formaction="/cooperation/zh/enquiry")
    pressed = {switch.get("name", ""): switch.get("value", "")}

    typed = WORDS | pressed | {"country": "NO", "email": "not yet"}
    answer = visitor.post(switch.get("formaction", ""), data=form.page.fields() | typed)
    page = Page(answer.text, "/cooperation/zh/enquiry")

    assert answer.status_code == 200
    assert page.heading == "发送咨询"
    fields = page.fields()
    kept = {name: fields[name] for name in ("name", "email", "organisation", "country", "message")}
    assert kept == {name: [typed[name]] for name in kept}
    assert page.having("p", class_="error") == []
    assert fields["consent"] == []  # the words in the other language have to be agreed to
    assert received() == []


@ONE_ENGINE
def test_a_program_that_fills_in_what_nobody_sees_is_thanked_and_forgotten(visitor: Client):
    factories.public_page()

    answer = visitor.fill(FORM, **WORDS, homepage="https://spam.example")

    assert answer.location.endswith("/thanks")
    assert received() == []


def test_one_network_can_send_so_many_within_the_hour(visitor: Client):
    factories.public_page()
    for _ in range(HOURLY):
        visitor.fill(FORM, **WORDS)
    assert "Try again later." in visitor.refused(FORM, **WORDS).text

    for enquiry in received():
        enquiry.created_at -= timedelta(hours=2)
    visitor.fill(FORM, **WORDS)

    assert len(received()) == HOURLY + 1


@ONE_ENGINE
def test_the_form_speaks_the_page_s_language(visitor: Client):
    factories.public_page(title_zh="合作")

    page = Page(visitor.get("/cooperation/zh/enquiry").text, FORM)

    assert page.tree.get("lang") == "zh-Hans"
    assert page.having("button", formaction="/cooperation/en/enquiry")
    assert "/cooperation/zh/enquiry" in visitor.visit("/cooperation/zh").links()
