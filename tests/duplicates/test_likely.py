"""Which partners are likely to be one and the same, and why."""

import pytest

from crm.duplicates import queries
from crm.duplicates.blocking import MOST_ALIKE
from crm.duplicates.likely import (
    Known,
    Register,
    Why,
    compared,
    likely_among,
    likely_partners,
)
from crm.extensions import db
from tests import factories
from tests.client import Client


def known(*names: str, number: int = 0, **given) -> Known:
    return Known(number, names, **given)


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("Peking University", "University, Peking", Why.NAME),
        ("Peking Univ.", "Beijing University", Why.NAME),
        ("Novo Pharma Co., Ltd.", "NOVO Pharmaceuticals", Why.NAME),
        ("Université de Genève", "University of Geneva", Why.NAME),
        ("武汉市第一人民医院", "武汉第一人民医院", Why.NAME),
        ("北京大学", "Peking University", Why.LANGUAGE),
        ("奥斯陆大学", "University of Oslo", Why.LANGUAGE),
        ("!!!", "!!!", Why.NAME),
        ("PUMCH", "Peking Union Medical College Hospital", Why.INITIALS),
        ("Karolinska Institute", "Karolynska Institute", Why.SPELLING),
    ],
)
def test_one_organisation_under_two_names(one: str, other: str, why: Why):
    found = compared(known(one), known(other, number=1))

    assert found is not None
    assert found.whys == (why,)
    assert Register.of([known(other, number=1)]).likely(known(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("University of Oslo", "University of Bergen"),
        ("Hospital 000123", "Hospital 000124"),
        ("Oslo University", "Oslo University Hospital"),
        ("武汉大学", "武汉医院"),
        ("吉林省人民医院", "吉林市人民医院"),
        ("Third Hospital", "First Hospital"),
        ("!!!", "???"),
        ("!!!!!!!!!!!!", "!!!!!!!!!!!!!"),
    ],
)
def test_two_organisations_are_two(one: str, other: str):
    assert compared(known(one), known(other, number=1)) is None


def test_a_name_in_another_country_is_another_organisation():
    ours = known("St. Mary's Hospital", country="IE")

    assert compared(ours, known("St Marys Hospital", country="GB", number=1)) is None
    assert compared(ours, known("St Marys Hospital", number=1)) is not None


def test_a_domain_or_an_identifier_tells_but_for_kin():
    university = known("Oslo", number=1, website="https://www.uio.no", identifiers=("01xtthb56",))
    other = known("UiO", number=2, website="uio.no/english", identifiers=("01xtthb56",))
    school = known("School of Nursing", number=3, website="uio.no/nursing", parent_id=1)

    found = compared(university, other)

    assert found is not None
    assert found.whys == (Why.IDENTIFIER, Why.WEBSITE)
    assert compared(university, school) is None


def test_pairs_come_likeliest_first_and_rows_are_matched_one_by_one():
    partners = [
        known("University of Oslo", number=1),
        known("Oslo Univ.", number=2),
        known("Karolinska Institute", number=3),
        known("Karolynska Institute", number=4),
    ]
    register = Register.of(partners)

    pairs = [(p.first.number, p.second.number) for p in register.pairs()]
    rows = list(likely_partners([known("奥斯陆大学"), known("Nobody")], register))

    assert pairs == [(1, 2), (3, 4)]
    assert [[one.second.number for one in found] for found in rows] == [[1, 2], []]


@pytest.mark.parametrize("alike", [2, MOST_ALIKE + 5])
def test_of_those_that_share_words_the_same_ones_are_likely_as_of_all(alike: int):
    numbered = [known(f"New Partner {n}", number=n) for n in range(1, alike + 1)]
    others = [
        known("Karolinska Institute", number=101, website="https://ki.se"),
        known("Partner New", number=102),
        known("New Partners", number=103),
    ]
    partners = [*numbered, *others]

    for asked in (known("New Partner"), known("Karolynska Institute", website="ki.se")):
        assert likely_among(asked, partners) == Register.of(partners).likely(asked) != []


def test_a_typed_name_is_matched_in_the_other_language_and_by_alias(editor: Client):
    oslo = factories.partner("University of Oslo", country="NO")
    factories.partner("University of Bergen", country="NO")
    karolinska = factories.partner("Karolinska Institute", aliases="Medico-Chirurgical Institute")
    db.session.commit()

    def asked(name: str) -> list[int]:
        return [one.second.number for one in queries.likely_for(known(name))]

    assert asked("奥斯陆大学") == asked("Oslo Univ.") == asked("University of Osloo") == [oslo.id]
    assert asked("Medico Chirurgical Inst.") == [karolinska.id]
    assert asked("Karolinske Institute") == [karolinska.id]
    assert len(queries.register().partners) == 3


def test_a_typed_number_is_found_among_many_others_that_begin_like_it(editor: Client):
    for number in range(7001, 7001 + queries.CANDIDATES):
        factories.partner(f"Clinic 7001{number}")
    last = factories.partner("Clinic 70019999")
    db.session.commit()

    found = queries.likely_for(known("The Clinic 70019999"))

    assert [one.second.number for one in found] == [last.id]


def test_while_a_name_is_typed_the_likely_partners_are_told_with_why(editor: Client):
    oslo = factories.partner("University of Oslo", name_zh="奥斯陆大学", country="NO")
    factories.partner("Oslo University Hospital", country="NO")
    db.session.commit()

    told = editor.get("/partners/lookup-likely?q=Oslo+Univ.").json
    own = editor.get(f"/partners/lookup-likely?q=Oslo+Univ.&own={oslo.id}").json

    assert told == [
        {
            "name": "University of Oslo",
            "address": f"/partners/{oslo.id}",
            "why": "same name, written otherwise",
        }
    ]
    assert own == editor.get("/partners/lookup-likely?q=").json == []


def test_a_likely_partner_is_asked_about_on_save_without_javascript(editor: Client):
    peking = factories.partner("Peking University", country="CN")
    db.session.commit()

    typed = {"name_zh": "北京大学", "country": "CN", "category": "international"}
    page = editor.refused("/partners/new", **typed)
    answer = editor.fill("/partners/new", **typed, save_anyway="yes")

    assert f"/partners/{peking.id}" in page.links()
    assert answer.status_code == 302
