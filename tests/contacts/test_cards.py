"""Contacts as vCards, read back with another program's parser."""

import pytest
import vobject

from crm.extensions import db
from crm.models import Honorific
from tests import factories
from tests.client import Client


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


def test_the_title_goes_with_the_name_and_comes_back_with_the_card(editor: Client):
    wang = factories.contact("Wei Wang", name_zh="王伟", honorific=Honorific.PROFESSOR)
    db.session.commit()

    (card,) = read(editor, f"/contacts/{wang.id}/card.vcard4")
    name = card.n.value
    assert (card.fn.value, name.prefix, name.given, name.family) == (
        "Wei Wang",
        "Prof.",
        "Wei",
        "Wang",
    )

    editor.send("/settings/language", language="zh_Hans")
    (card,) = read(editor, f"/contacts/{wang.id}/card.vcard4")
    assert (card.n.value.family, card.n.value.given, card.n.value.suffix) == ("王", "伟", "教授")


def test_a_person_is_addressed_as_the_language_of_the_name_has_it(editor: Client):
    wang = factories.contact(
        "Wang Wei", name_zh="王伟", honorific=Honorific.PROFESSOR, email="wang@example.org"
    )
    db.session.commit()

    page = editor.visit(f"/contacts/{wang.id}")
    found = editor.visit("/contacts?q=教授+wang")

    assert "Prof. Wang Wei" in page.text
    assert "王伟教授" in page.text
    assert "Dear Professor Wang," in page.text
    assert "尊敬的王教授：" in page.text
    assert "Prof. Wang Wei" in found.text
