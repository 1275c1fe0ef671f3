"""A name in the other language says which it is: a voice reads it so, and its signs look so."""

import re

from tests import factories
from tests.client import Client
from tests.databases import ONE_ENGINE

SPOKEN = re.compile(r'lang="([\w-]+)"[^>]*>([^<\s][^<]*)<')


def spoken(editor: Client, address: str) -> set[tuple[str, str]]:
    """What the page says in the other language, with that; but for the switch of the language."""
    found = SPOKEN.findall(editor.get(address).text)
    return {(tag, name) for tag, name in found if name not in {"中文", "English"}}


@ONE_ENGINE
def test_names_say_that_they_are_in_the_other_language(editor: Client):
    both = factories.partner("Peking Union", name_zh="协和医院")
    chinese = factories.partner(None, name_zh="北京医院")
    contact = factories.contact("Li Hua", name_zh="李华")
    english = factories.agreement("Memorandum", both)

    assert spoken(editor, "/partners") == {("zh-Hans", "协和医院"), ("zh-Hans", "北京医院")}
    assert spoken(editor, f"/partners/{both.id}") >= {("zh-Hans", "协和医院")}
    assert spoken(editor, f"/partners/{chinese.id}") >= {("zh-Hans", "北京医院")}
    assert spoken(editor, f"/contacts/{contact.id}") >= {("zh-Hans", "李华")}

    editor.send("/settings/language", language="zh_Hans")
    assert spoken(editor, "/partners") == {("en", "Peking Union")}
    assert spoken(editor, f"/agreements/{english.id}") >= {("en", "Memorandum")}
