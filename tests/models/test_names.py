"""Names: which one is shown, and the key that lists sort by."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.models import Partner
from crm.models.names import display_name, other_name, sort_key


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
        ("北京大学", "北京大学"),
        ("🩺", ""),
    ],
)
def test_names_sort_as_people_look_for_them(name: str, key: str):
    assert sort_key(name) == key


def test_the_chinese_name_sorts_when_there_is_no_english_one():
    assert Partner(name_zh="北京大学").name_sort == "北京大学"


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
