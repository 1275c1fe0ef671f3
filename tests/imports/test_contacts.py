"""Contacts from a file: a person, and what the person is at a partner."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.extensions import db
from crm.models import Contact, Source
from tests import factories
from tests.client import Client
from tests.databases import ONE_ENGINE
from tests.imports.files import edited, previewed, table

HEADER = ("姓名", "Name", "单位", "Title", "E-mail", "Mobile")


def contacts() -> list[Contact]:
    db.session.expire_all()
    asked = select(Contact).options(selectinload(Contact.positions)).order_by(Contact.id)
    return list(db.session.scalars(asked))


def test_partners_are_known_by_name_other_name_or_number(editor: Client):
    oslo = factories.partner("University of Oslo", name_zh="奥斯陆大学", aliases="UiO\nChristiania")
    content = table(
        HEADER,
        ("王芳", "", "奥斯陆大学", "Dean", "wang@Example.org", "13800138000"),
        ("", "Kari Nordmann", "christiania", "", "", ""),
        ("", "Ola Nordmann", str(oslo.id), "", "", ""),
        ("", "Nobody", "Atlantis", "", "", ""),
    )
    address, page = previewed(editor, content, "contacts")

    editor.send(address, write="yes")

    assert "单位: No partner is called “Atlantis”" in page.text
    assert [c.name_zh or c.name_en for c in contacts()] == ["王芳", "Kari Nordmann", "Ola Nordmann"]
    held = [[(p.partner_id, p.title, p.is_main) for p in c.positions] for c in contacts()]
    assert held == [[(oslo.id, "Dean", True)], [(oslo.id, None, True)], [(oslo.id, None, True)]]
    assert (contacts()[0].email, contacts()[0].phone) == ("wang@example.org", "13800138000")
    assert "Unchanged 3" in previewed(editor, content, "contacts")[1].text


def test_an_export_of_contacts_comes_back_and_moves_the_main_position(editor: Client):
    oslo = factories.partner("Union Hospital", name_zh="奥斯陆协和医院")
    factories.partner("Union Hospital", country="CN")
    bergen = factories.partner("University of Bergen")
    kari = factories.contact("Kari Nordmann", email="Kari@example.org")
    factories.position(kari, oslo, title="Dean", is_main=True)
    exported = editor.get("/contacts/export.csv").data

    _address, same = previewed(editor, exported, "contacts")
    moved = edited(exported, Partner="University of Bergen", Partner_in_Chinese="")
    address, page = previewed(editor, moved, "contacts")
    editor.send(address, write="yes")

    assert "Unchanged 1" in same.text
    assert "Partner Union Hospital → University of Bergen" in page.text
    assert [(p.partner_id, p.title) for p in contacts()[0].positions] == [(bergen.id, "Dean")]


def test_a_known_e_mail_at_another_partner_is_one_more_position(editor: Client):
    oslo, bergen = factories.partner("University of Oslo"), factories.partner("Bergen")
    kari = factories.contact("Kari Nordmann", email="kari@example.org")
    factories.position(kari, oslo, title="Dean", is_main=True)
    row = ("", "Kari Nordmann", "Bergen", "Guest", "KARI@example.org", "")

    address, _page = previewed(editor, table(HEADER, row), "contacts")
    editor.send(address, write="yes")

    held = [(p.partner_id, p.title, p.is_main) for p in contacts()[0].positions]
    assert held == [(oslo.id, "Dean", True), (bergen.id, "Guest", False)]


def test_a_namesake_at_the_partner_with_another_e_mail_is_doubtful(editor: Client):
    oslo, bergen = factories.partner("University of Oslo"), factories.partner("Bergen")
    kari = factories.contact("Kari Nordmann", email="kari@example.org")
    factories.position(kari, oslo, is_main=True)
    content = table(
        HEADER,
        ("", "Kari Nordmann", "University of Oslo", "Dean", "kn@example.org", ""),
        ("", "Kari Nordmann", "Bergen", "", "", ""),
    )

    address, page = previewed(editor, content, "contacts")
    editor.send(address, write="yes", **{"choice.2": str(kari.id)})

    assert "Doubtful 1" in page.text
    first, second = contacts()
    assert (first.email, first.positions[0].title) == ("kn@example.org", "Dean")
    assert [p.partner_id for p in second.positions] == [bergen.id]


def test_a_phone_or_a_name_in_another_order_says_who_may_be_meant(editor: Client):
    oslo = factories.partner("University of Oslo")
    kari = factories.contact("Kari Nordmann", phone="+47 22 85 50 50")
    mei = factories.contact("Lin Mei")
    factories.position(mei, oslo, is_main=True)
    content = table(
        HEADER,
        ("", "K. Nordmann", "University of Oslo", "", "", "0047-2285 5050"),
        ("", "Mei Lin", "University of Oslo", "Dean", "", ""),
    )

    address, page = previewed(editor, content, "contacts")
    editor.send(address, write="yes", **{"choice.2": str(kari.id), "choice.3": "new"})

    assert "same phone" in page.text
    assert "same name at the same partner" in page.text
    assert "Doubtful 2" in page.text
    assert [c.name_en for c in contacts()] == ["K. Nordmann", "Lin Mei", "Mei Lin"]


def test_cards_from_a_phone_become_contacts_at_their_partners(editor: Client):
    oslo = factories.partner("University of Oslo")
    kari = "BEGIN:VCARD\nVERSION:3.0\nFN:Kari Nordmann\nORG:University of Oslo\nTITLE:Dean\n"
    cards = f"{kari}EMAIL:kari@example.org\nEND:VCARD\n".encode()
    address, _page = previewed(editor, cards, "contacts", "vcf")

    editor.send(address, write="yes")

    (made,) = contacts()
    assert (made.name_en, made.email) == ("Kari Nordmann", "kari@example.org")
    assert [(p.partner_id, p.title) for p in made.positions] == [(oslo.id, "Dean")]
    exported = editor.get("/contacts/export.vcard4").data
    assert "Unchanged 1" in previewed(editor, exported, "contacts", "vcf")[1].text


@ONE_ENGINE
def test_two_rows_that_are_likely_one_person_are_asked_about(editor: Client):
    factories.partner("University of Oslo")
    factories.partner("Bergen")
    rows = (
        ("", "Lin Mei", "University of Oslo", "", "", "+47 2285 5050"),
        ("", "Mei Lin", "University of Oslo", "Dean", "", ""),
        ("", "Somebody", "Bergen", "", "", "0047 22 85 50 50"),
        ("", "Mei Lin", "Bergen", "", "", ""),
    )
    _address, page = previewed(editor, table(HEADER, *rows), "contacts")

    assert "Doubtful 2" in page.text
    assert "Lin Mei in row 2: same name at the same partner" in page.text
    assert "Lin Mei in row 2: same phone" in page.text


@ONE_ENGINE
def test_a_card_of_somebody_new_has_to_name_a_partner_of_ours(editor: Client):
    factories.partner("Union Hospital", country="CN")
    factories.partner("Union Hospital", country="US")
    oslo = factories.partner("University of Oslo")
    said = (
        "FN:Ola\nORG:Atlantis;Nursing\nTITLE:Dean\nNOTE:Met at sea",
        "FN:Kari\nORG:Union Hospital",
        "FN:Mei\nTITLE:Nurse",
        "FN:Lin",
        "FN:Wang\nORG:University of Oslo",
    )
    cards = "".join(f"BEGIN:VCARD\nVERSION:3.0\n{lines}\nEND:VCARD\n" for lines in said).encode()
    address, page = previewed(editor, cards, "contacts", "vcf")

    editor.send(address, write="yes")

    assert "New 1" in page.text
    assert "Partner: No partner is called “Atlantis”" in page.text
    assert "Partner: Several partners are called “Union Hospital”" in page.text
    assert "Partner: The card names no partner." in page.text
    assert "Partner: Fill this in." in page.text
    assert [(c.name_en, [p.partner_id for p in c.positions]) for c in contacts()] == [
        ("Wang", [oslo.id])
    ]


@ONE_ENGINE
def test_a_card_of_somebody_known_leaves_out_a_partner_that_is_none_of_ours(editor: Client):
    kari = factories.contact("Kari Nordmann", email="kari@example.org")
    factories.position(kari, factories.partner("University of Oslo"), is_main=True)
    card = "FN:Kari Nordmann\nORG:Atlantis\nEMAIL:kari@example.org\nTEL:1"
    cards = f"BEGIN:VCARD\nVERSION:3.0\n{card}\nEND:VCARD\n".encode()

    address, page = previewed(editor, cards, "contacts", "vcf")
    editor.send(address, write="yes")

    assert "What the card says of it is left out." in page.text
    assert [(c.phone, c.notes, len(c.positions)) for c in contacts()] == [("1", None, 1)]


@ONE_ENGINE
def test_a_card_that_came_without_its_partner_once_is_unchanged(editor: Client):
    factories.contact("Ola", notes="Met at sea\nPartner: Atlantis\nPosition: Dean")
    card = "FN:Ola\nORG:Atlantis\nTITLE:Dean\nNOTE:Met at sea"
    cards = f"BEGIN:VCARD\nVERSION:3.0\n{card}\nEND:VCARD\n".encode()

    page = previewed(editor, cards, "contacts", "vcf")[1]

    assert "Unchanged 1" in page.text


@ONE_ENGINE
def test_a_row_of_somebody_new_without_a_partner_is_wrong_and_the_others_are_not(editor: Client):
    oslo = factories.partner("University of Oslo")
    before = factories.contact("Ola Nordmann", email="ola@example.org")
    content = table(
        HEADER,
        ("", "Kari Nordmann", "", "Dean", "", ""),
        ("", "Lin Mei", "University of Oslo", "", "", ""),
        ("", "Ola Nordmann", "", "", "ola@example.org", "22 85 50 50"),
    )
    address, page = previewed(editor, content, "contacts")

    editor.send(address, write="yes")

    assert "Partner: Fill this in." in page.text
    assert "Wrong 1" in page.text
    held = [(c.name_en, c.phone, [p.partner_id for p in c.positions]) for c in contacts()]
    assert held == [
        (before.name_en, "22 85 50 50", []),
        ("Lin Mei", None, [oslo.id]),
    ]


@ONE_ENGINE
def test_an_empty_cell_takes_no_partner_away(editor: Client):
    oslo = factories.partner("University of Oslo")
    kari = factories.contact("Kari Nordmann", phone="1")
    factories.position(kari, oslo, title="Dean", is_main=True)
    exported = editor.get("/contacts/export.csv").data

    emptied = edited(exported, Partner="", Partner_in_Chinese="", Position="", Phone="")
    address, _page = previewed(editor, emptied, "contacts", empties="clear")
    editor.send(address, write="yes")

    (kari,) = contacts()
    assert (kari.phone, [(p.partner_id, p.title) for p in kari.positions]) == (
        None,
        [(oslo.id, None)],
    )


def test_where_a_contact_is_from_comes_back_with_an_export(editor: Client):
    kari = factories.contact("Kari Nordmann", source=Source.PUBLIC)
    factories.position(kari, factories.partner("Oslo"), is_main=True)
    exported = editor.get("/contacts/export.csv").data
    assert "Unchanged 1" in previewed(editor, exported, "contacts")[1].text

    changed = edited(exported, Where_it_is_from="Given by the person")
    editor.send(previewed(editor, changed, "contacts")[0], write="yes")

    assert contacts()[0].source is Source.PERSON


def test_contacts_without_a_letter_are_those_of_the_very_same_signs(editor: Client):
    factories.contact("!!!")
    factories.partner("Oslo")
    content = table(
        HEADER, ("", "???", "Oslo", "", "a@example.org", ""), ("", "!!!", "", "", "", "1")
    )

    address, page = previewed(editor, content, "contacts")
    editor.send(address, write="yes")

    assert "New 1" in page.text
    assert [(c.name_en, c.phone) for c in contacts()] == [("!!!", "1"), ("???", None)]
