"""Contacts as vCards, read back with another program's parser."""

import pytest
import vobject

from crm.contacts.cards import split_name
from tests import factories


def read(viewer, address):
    response = viewer.get(address)
    assert response.status_code == 200
    assert all(len(line) <= 75 for line in response.data.split(b"\r\n"))
    return list(vobject.readComponents(response.data.decode()))


@pytest.fixture
def two(viewer):
    oslo = factories.partner("University of Oslo; Faculty, One", name_zh="奥斯陆大学")
    ann = factories.contact(
        "Ann van der Berg", name_zh="安", email="ann@example.org", phone="+47 1"
    )
    factories.position(ann, oslo, is_main=True, title="Dean, acting", department="Nursing")
    factories.position(ann, factories.partner("Hospital"), title="Surgeon")
    return ann, factories.contact(None, name_zh="欧阳" + "明" * 40)


@pytest.mark.parametrize(("kind", "version"), [("vcard4", "4.0"), ("vcard3", "3.0")])
def test_another_program_reads_the_card_of_one(viewer, two, kind, version):
    (card,) = read(viewer, f"/contacts/{two[0].id}/card.{kind}")

    assert card.version.value == version
    assert card.fn.value == "Ann van der Berg"
    assert (card.n.value.family, card.n.value.given) == ("van der Berg", "Ann")
    assert card.nickname.value == "安"
    assert card.org.value == ["University of Oslo; Faculty, One", "Nursing"]
    assert card.title.value == "Dean, acting"
    assert card.email.value == "ann@example.org"
    assert card.tel.value == "+47 1"
    assert card.note.value == "Surgeon, Hospital"


def test_the_list_gives_the_cards_of_those_that_it_shows(viewer, two):
    every = read(viewer, "/contacts/export.vcard3")
    some = read(viewer, "/contacts/export.vcard3?reach=email")

    assert {card.n.value.family for card in every} == {"van der Berg", "欧阳"}
    assert [card.fn.value for card in some] == ["Ann van der Berg"]


@pytest.mark.parametrize(
    ("name", "family", "given"),
    [
        ("Kari Nordmann", "Nordmann", "Kari"),
        ("Nordmann, Kari Anne", "Nordmann", "Kari Anne"),
        ("WANG Xiaoming", "WANG", "Xiaoming"),
        ("王小明", "王", "小明"),
        ("欧阳明", "欧阳", "明"),
        ("Plato", "Plato", ""),
    ],
)
def test_a_name_is_split_into_family_and_given(name, family, given):
    assert split_name(name) == (family, given)
