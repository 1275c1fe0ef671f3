"""The guide says the same in both languages, and calls what it names as the pages do."""

import re

import pytest
from babel.messages.pofile import read_po

from crm.help.guide import LANGUAGES, chapters, source
from tests.client import Client
from tests.databases import ONE_ENGINE
from tests.translations.test_catalogue import CHINESE

CODE = re.compile(r"<code>(.+?)</code>")
LABEL = re.compile(r"<em>(.+?)</em>")
SIGN = "⋯"


def test_each_chapter_stands_in_both_languages_with_as_many_steps_and_the_same_keys():
    found = [
        [(one.key, one.text.count("<li>"), sorted(CODE.findall(one.text))) for one in each]
        for each in map(chapters, LANGUAGES)
    ]

    assert found[0] == found[1]
    assert len(found[0]) == source("en").count("## ")


@pytest.mark.parametrize(("place", "chapter"), [*enumerate(chapters("en"))])
def test_what_the_guide_names_is_on_the_pages_and_called_so_in_chinese(place, chapter):
    with CHINESE.open("rb") as file:
        called = {m.id: m.string for m in read_po(file) if isinstance(m.id, str)}
    chinese = chapters("zh")[place].text

    labels = [label for label in LABEL.findall(chapter.text) if label != SIGN]
    assert [label for label in labels if label not in called] == []
    assert [called[label] for label in labels if f"“{called[label]}”" not in chinese] == []


@ONE_ENGINE
def test_the_guide_speaks_the_readers_language_and_is_found_from_every_page(viewer: Client):
    assert 'href="/help"' in viewer.visit("/tasks").html
    assert "/help" in viewer.visit("/keys").links()
    assert "Log an agreement" in viewer.visit("/help").text

    viewer.send("/settings/language", language="zh_Hans")

    page = viewer.visit("/help")
    assert "登记协议" in page.text
    assert "<em>" not in page.html
