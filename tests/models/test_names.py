"""Names: which one is shown, and the key that lists sort by."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.models import Partner
from crm.models.names import display_name, name_key, other_name, sort_key


@given(st.text(), st.none() | st.text())
def test_a_key_has_no_case_no_accents_and_no_blanks_around_it(name: str, other: str | None):
    key = sort_key(name, other)

    assert len(key) <= 200
    assert key == key.lstrip()
    assert "  " not in key
    assert "\0" not in key


@given(st.text())
def test_a_key_does_not_depend_on_punctuation_around_the_name(name: str):
    assert sort_key(f"«{name}»") == sort_key(f" {name}.")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Universitätsklinikum", "universitatsklinikum"),
        ("  St. Mary’s – Hospital ", "st mary s hospital"),
        ("ÅBO Akademi", "abo akademi"),
        ("ｆｕｌｌ ｗｉｄｔｈ", "full width"),
        ("🩺", ""),
    ],
)
def test_names_sort_as_people_look_for_them(name: str, key: str):
    assert sort_key(name) == key


def test_names_without_a_letter_are_the_same_by_their_signs_alone():
    assert name_key("¡Oslo!") == name_key("oslo")
    assert len({name_key(name) for name in ("!!!", "???", "🙂", "🩺")}) == 4


def test_the_chinese_name_sorts_when_there_is_no_english_one():
    assert Partner(name_zh="北京大学").name_sort == sort_key("北京大学")


def test_chinese_names_sort_by_pinyin_and_tone_after_latin_ones():
    names = [
        "Zürich",
        "阿里",
        "八一医院",
        "白求恩",
        "北京大学",
        "北京医院",
        "卢森堡",
        "吕贝克",
        "栾川",
    ]
    names += ["罗马", "妈", "麻", "马", "骂", "上海", "上饶", "天津", "重庆"]

    keys = [sort_key(name) for name in names]

    assert keys == sorted(keys)


def test_traditional_signs_sort_where_simplified_ones_do():
    assert sort_key("北京醫院") == sort_key("北京医院")


def test_each_reader_has_the_order_of_the_names_that_they_see():
    partner = Partner(name_en="Peking University", name_zh="北京大学")

    assert partner.name_sort == "peking university"
    assert partner.name_sort_zh == sort_key("北京大学")


@pytest.mark.parametrize(
    ("english", "chinese", "language", "first", "second"),
    [
        ("Oslo", "奥斯陆", "en", "Oslo", "奥斯陆"),
        ("Oslo", "奥斯陆", "zh", "奥斯陆", "Oslo"),
        ("Oslo", None, "zh", "Oslo", None),
        (None, "奥斯陆", "en", "奥斯陆", None),
    ],
)
def test_readers_see_their_own_language_first(english, chinese, language, first, second):
    thing = SimpleNamespace(name_en=english, name_zh=chinese)

    assert display_name(thing, language) == first
    assert other_name(thing, language) == second
