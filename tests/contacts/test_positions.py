"""Contacts: positions at one or more partners, one of them the main one."""

from crm.contacts import queries
from crm.extensions import db
from crm.models import Contact
from tests import factories
from tests.client import Client

NEEDED = "Say at which partner the person is."


def _held(contact: Contact) -> list[tuple[str, bool]]:
    """The partner of each position and whether it is the main one, as the page lists them."""
    number = contact.id
    db.session.expunge_all()  # what the test arranged has not loaded what is asked for
    return [(p.partner.name_en, p.is_main) for p in queries.get(number).positions]


def test_the_first_position_is_the_main_one(editor: Client):
    contact, oslo = factories.contact(), factories.partner("Oslo")
    bergen = factories.partner("Bergen")

    for partner in (oslo, bergen):
        editor.fill(f"/contacts/{contact.id}/positions/new", partner_id=partner.id)

    assert _held(contact) == [("Oslo", True), ("Bergen", False)]


def test_another_position_becomes_the_main_one(editor: Client):
    contact = factories.contact()
    factories.position(contact, factories.partner("Oslo"), is_main=True)
    second = factories.position(contact, factories.partner("Bergen"))

    editor.send(f"/contacts/{contact.id}/positions/{second.id}/main")

    assert _held(contact) == [("Bergen", True), ("Oslo", False)]


def test_when_the_main_position_ends_the_next_one_takes_its_place(editor: Client):
    contact = factories.contact()
    main = factories.position(contact, factories.partner("Oslo"), is_main=True)
    factories.position(contact, factories.partner("Bergen"))

    editor.send(f"/contacts/{contact.id}/positions/{main.id}/end")

    assert _held(contact) == [("Bergen", True)]


def test_a_professor_is_found_at_both_partners(editor: Client):
    contact = factories.contact("Kari Nordmann")
    oslo, bergen = factories.partner("Oslo"), factories.partner("Bergen")
    factories.position(contact, oslo, is_main=True, title="Professor")
    factories.position(contact, bergen, title="Chief physician")

    assert "Professor" in editor.visit(f"/partners/{oslo.id}").text
    assert "Chief physician" in editor.visit(f"/partners/{bergen.id}").text
    assert editor.visit(f"/contacts?partner={bergen.id}").texts("a", class_="name") == [
        "Kari Nordmann"
    ]


def test_a_position_needs_its_partner(editor: Client):
    page = editor.refused("/contacts/new", name_en="Kari Nordmann", position="Dean")

    assert page.error("partner_id") == "Say at which partner this position is."
    assert page.value("name_en") == "Kari Nordmann"


def test_a_new_contact_names_its_partner(editor: Client):
    typed = {"name_en": "Kari Nordmann", "phone": "+47 22 85 50 50"}

    page = editor.refused("/contacts/new", **typed)

    assert page.error("partner_id") == NEEDED
    assert {name: page.value(name) for name in typed} == typed
    assert db.session.query(Contact).count() == 0


def test_editing_takes_away_no_last_position(editor: Client):
    contact = factories.contact("Kari Nordmann")
    factories.position(contact, factories.partner("Oslo"), is_main=True)

    page = editor.refused(f"/contacts/{contact.id}/edit", partner_id="", phone="1")

    assert page.error("partner_id") == NEEDED
    assert page.value("phone") == "1"
    assert _held(contact) == [("Oslo", True)]


def test_an_edited_main_position_goes_when_there_is_another(editor: Client):
    contact = factories.contact()
    factories.position(contact, factories.partner("Oslo"), is_main=True)
    factories.position(contact, factories.partner("Bergen"))

    editor.fill(f"/contacts/{contact.id}/edit", partner_id="")

    assert _held(contact) == [("Bergen", True)]


def test_a_former_position_is_enough(editor: Client):
    contact = factories.contact()
    factories.position(contact, factories.partner("Oslo"), is_main=True)
    factories.position(contact, factories.partner("Bergen"), is_past=True)

    editor.fill(f"/contacts/{contact.id}/edit", partner_id="")
    editor.fill(f"/contacts/{contact.id}/edit", phone="1")

    assert _held(contact) == [("Bergen", False)]
    assert db.session.get_one(Contact, contact.id).phone == "1"


def test_the_only_position_is_not_taken_away(editor: Client):
    contact = factories.contact()
    only = factories.position(contact, factories.partner("Oslo"), is_main=True)

    before = editor.visit(f"/contacts/{contact.id}")
    editor.send(f"/contacts/{contact.id}/positions/{only.id}/end")

    assert not before.having("form", action=f"/contacts/{contact.id}/positions/{only.id}/end")
    assert "This is the only position." in editor.visit(f"/contacts/{contact.id}").text
    assert _held(contact) == [("Oslo", True)]


def test_a_contact_from_before_without_a_partner_can_be_edited_and_says_so(editor: Client):
    contact = factories.contact("Kari Nordmann")

    editor.fill(f"/contacts/{contact.id}/edit", phone="1")

    page = editor.visit(f"/contacts/{contact.id}")
    assert "The partner is missing." in page.text
    assert f"/contacts/{contact.id}/positions/new" in page.links()
    assert db.session.get_one(Contact, contact.id).phone == "1"


def test_who_leaves_the_main_position_has_the_next_one_that_is_held(editor: Client):
    contact = factories.contact()
    main = factories.position(contact, factories.partner("Oslo"), is_main=True)
    factories.position(contact, factories.partner("Bergen"), is_past=True)
    factories.position(contact, factories.partner("Tromsø"))

    editor.fill(f"/contacts/{contact.id}/positions/{main.id}/past", until_on="")

    assert _held(contact) == [("Tromsø", True), ("Oslo", False), ("Bergen", False)]
    page = editor.visit(f"/contacts/{contact.id}")
    assert page.text.count("Former") == 2


def test_a_former_position_is_held_again(editor: Client):
    contact = factories.contact()
    only = factories.position(contact, factories.partner("Oslo"), is_past=True)

    editor.send(f"/contacts/{contact.id}/positions/{only.id}/present")

    assert _held(contact) == [("Oslo", True)]


def test_a_former_position_never_becomes_the_main_one(editor: Client):
    contact = factories.contact()
    former = factories.position(contact, factories.partner("Oslo"), is_past=True)

    editor.send(f"/contacts/{contact.id}/positions/{former.id}/main")

    assert _held(contact) == [("Oslo", False)]
