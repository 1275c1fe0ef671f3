"""A contact at a partner that is not there yet: both are made with one form."""

import pytest

from crm.contacts import queries
from crm.extensions import db
from crm.models import Contact, Partner, Position
from tests import factories
from tests.client import Client

KARI = {"name_en": "Kari Nordmann", "position": "Dean"}
OSLO = {"new_name_en": "Oslo", "new_category": "international", "new_country": "NO"}


def _held(contact: Contact) -> list[tuple[str, str, bool]]:
    number = contact.id
    db.session.expunge_all()  # what the test arranged has not loaded what is asked for
    return [(p.partner.name_en, p.title, p.is_main) for p in queries.get(number).positions]


def _kari() -> Contact:
    return db.session.query(Contact).one()


def test_the_partner_of_a_new_contact_is_made_with_it(editor: Client):
    editor.fill("/contacts/new", **KARI, **OSLO)

    assert _held(_kari()) == [("Oslo", "Dean", True)]
    assert db.session.query(Partner).one().country == "NO"


def test_who_moves_to_a_partner_that_is_not_there_yet_takes_it_along(editor: Client):
    contact = factories.contact("Kari Nordmann")
    factories.position(contact, factories.partner("Bergen"), is_main=True, title="Dean")

    editor.fill(f"/contacts/{contact.id}/edit", **KARI, partner_id="", **OSLO)

    assert _held(contact) == [("Oslo", "Dean", True)]


def test_a_further_position_may_be_at_a_partner_that_is_not_there_yet(editor: Client):
    contact = factories.contact("Kari Nordmann")
    factories.position(contact, factories.partner("Bergen"), is_main=True, title="Dean")

    editor.fill(f"/contacts/{contact.id}/positions/new", position="Professor", **OSLO)

    assert _held(contact) == [("Bergen", "Dean", True), ("Oslo", "Professor", False)]


@pytest.mark.parametrize(
    "address", ["/contacts/new", "/contacts/{}/edit", "/contacts/{}/positions/new"]
)
def test_a_partner_is_chosen_or_made_not_both(editor: Client, address: str):
    contact, bergen = factories.contact("Kari Nordmann"), factories.partner("Bergen")
    factories.position(contact, bergen, is_main=True)

    page = editor.refused(address.format(contact.id), **KARI, **OSLO, partner_id=bergen.id)

    assert page.error("partner_id") == "Choose a partner, or name a new one: not both."
    assert page.value("new_name_en") == "Oslo"
    assert db.session.query(Partner).count() == 1


def test_the_new_partner_has_its_category(editor: Client):
    page = editor.refused("/contacts/new", **KARI, **(OSLO | {"new_category": ""}))

    assert page.error("new_category") == "Choose the new partner's category."
    assert db.session.query(Contact).count() == 0


def test_one_of_that_name_is_shown_first_and_may_be_taken_instead(editor: Client):
    oslo = factories.partner("OSLO", country="NO")
    typed = KARI | OSLO

    page = editor.refused("/contacts/new", **typed)
    assert "A partner of this name in this country is there already." in page.text
    (offered,) = (b.get("value") for b in page.having("button") if b.get("name") == "meant")
    editor.fill("/contacts/new", **typed, meant=offered)

    assert db.session.query(Position).one().partner_id == oslo.id


def test_one_of_that_name_is_made_when_it_is_to_be_saved_anyway(editor: Client):
    factories.partner("OSLO", country="NO")

    editor.fill("/contacts/new", **KARI, **OSLO, save_anyway="yes")

    assert db.session.query(Partner).count() == 2
    assert _held(_kari()) == [("Oslo", "Dean", True)]
