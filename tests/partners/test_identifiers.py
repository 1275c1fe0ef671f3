"""Identifiers and other names of a partner, and the domain of its website."""

import pytest

from crm.extensions import db
from crm.models import Partner
from crm.models.identifiers import as_credit_code, as_isni, as_ror, domain_of, domains_above
from tests import factories
from tests.client import Client

ROR, CODE, ISNI = "02v51f717", "91110000600037341L", "000000012281955X"


@pytest.mark.parametrize(
    ("read", "typed", "kept"),
    [
        (as_ror, "https://ror.org/02V51F717", ROR),
        (as_credit_code, "91110000 600037341l", CODE),
        (as_isni, "ISNI 0000 0001 2281 955X", ISNI),
    ],
)
def test_a_number_is_kept_as_its_register_writes_it(read, typed: str, kept: str):
    assert read(typed) == kept


@pytest.mark.parametrize(
    ("read", "number"), [(as_ror, ROR), (as_credit_code, CODE), (as_isni, ISNI)]
)
def test_a_number_with_one_wrong_digit_is_refused(read, number: str):
    for place in range(len(number)):
        wrong = number[:place] + ("7" if number[place] != "7" else "3") + number[place + 1 :]
        with pytest.raises(ValueError, match=wrong[8:]):
            read(wrong)


def test_the_domain_of_a_website_and_of_an_address():
    assert domain_of("https://www.UIO.no:8443/english?x=1") == "uio.no"
    assert domain_of("kari@med.uio.no") == "med.uio.no"
    assert domain_of("not an address") is None
    assert domains_above("med.uio.no") == ["med.uio.no", "uio.no"]


def test_identifiers_and_other_names_are_saved_shown_found_and_exported(editor: Client):
    typed = {
        "category": "international",
        "ror": "ror.org/02v51f717",
        "credit_code": CODE,
        "isni": "0000 0001 2281 955X",
    }
    names = " Beijing University \n\nPKU\nPKU\n"

    editor.fill("/partners/new", name_en="Peking University", aliases=names, **typed)

    partner = db.session.query(Partner).one()
    assert (partner.ror, partner.credit_code, partner.isni) == (ROR, CODE, ISNI)
    assert partner.aliases == "Beijing University\nPKU"
    shown = editor.visit(f"/partners/{partner.id}")
    assert f"https://ror.org/{ROR}" in shown.links()
    for word in ("Beijing University", ROR, CODE):
        assert f"/partners/{partner.id}" in editor.visit(f"/partners?q={word}").links()
    assert ISNI in editor.get("/partners/export.csv").text


def test_an_identifier_with_a_wrong_digit_is_refused_beside_its_field(editor: Client):
    page = editor.refused("/partners/new", name_en="Peking University", ror="02v51f718")

    assert page.fields()["ror"] == ["02v51f718"]


def test_an_identifier_belongs_to_one_partner(editor: Client):
    factories.partner("Peking University", ror=ROR)
    db.session.commit()

    editor.refused("/partners/new", name_en="PKU", ror=ROR, save_anyway="yes")

    assert db.session.query(Partner).count() == 1


def test_a_second_partner_at_a_domain_is_asked_about(editor: Client):
    first = factories.partner("Peking University", website="https://www.pku.edu.cn/")
    typed = {
        "name_en": "Beijing University",
        "website": "pku.edu.cn/en",
        "category": "international",
    }
    db.session.commit()

    page = editor.refused("/partners/new", **typed)
    answer = editor.fill("/partners/new", **typed, save_anyway="yes")

    assert f"/partners/{first.id}" in page.links()
    assert answer.status_code == 302


def test_a_school_has_its_pages_at_its_universitys_domain(editor: Client):
    first = factories.partner("Peking University", website="https://www.pku.edu.cn/")
    db.session.commit()

    typed = {"name_en": "School of Nursing", "website": "pku.edu.cn", "parent_id": first.id}
    answer = editor.fill("/partners/new", **typed, category="international")

    assert answer.status_code == 302


def test_what_is_typed_is_matched_to_the_partners_at_its_domain(editor: Client):
    first = factories.partner("Peking University", website="https://www.pku.edu.cn/")
    factories.partner("Tencent", website="https://www.qq.com/")
    db.session.commit()
    known = [{"name": "Peking University", "address": f"/partners/{first.id}"}]

    def asked(typed: str) -> object:
        return editor.get(f"/partners/lookup-domain?q={typed}").json

    assert asked("li@med.pku.edu.cn") == asked("https://english.pku.edu.cn") == known
    assert asked(f"pku.edu.cn&own={first.id}") == asked("li@qq.com") == asked("edu.cn") == []
