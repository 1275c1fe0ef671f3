"""The Chinese catalogue: nothing forgotten, nothing stale, compiled."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "crm/translations/messages.pot"
CHINESE = ROOT / "crm/translations/zh_Hans/LC_MESSAGES/messages.po"
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!.]|\"")


def _read(file: Path) -> Catalog:
    with file.open("rb") as stream:
        return read_po(stream, locale=None if file is TEMPLATE else "zh_Hans")


def _messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _ids(catalogue: Catalog) -> set[object]:
    return {message.id for message in catalogue if message.id}


def _texts(words: object) -> tuple[str, ...]:
    return tuple(words) if isinstance(words, tuple | list) else (words,)


def _said_in_the_code() -> set[object]:
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS)
    return {message for _file, _line, message, _comments, _context in found}


@pytest.fixture(scope="module")
def chinese() -> Catalog:
    return _read(CHINESE)


def test_the_template_holds_what_code_and_pages_say_and_nothing_else():
    assert _ids(_read(TEMPLATE)) == _said_in_the_code(), "run `make messages`"


def test_every_message_is_in_the_chinese_catalogue_and_no_other(chinese):
    assert _ids(chinese) == _ids(_read(TEMPLATE)), "run `make messages`"
    assert not chinese.obsolete


def test_every_message_is_translated_and_none_is_a_guess(chinese):
    wanting = [m.id for m in _messages(chinese) if m.fuzzy or not all(_texts(m.string))]

    assert not wanting


def test_a_translation_has_the_placeholders_of_its_message(chinese):
    for message in _messages(chinese):
        expected = sorted(PLACEHOLDER.findall(_texts(message.id)[-1]))
        for text in _texts(message.string):
            assert sorted(PLACEHOLDER.findall(text)) == expected, message.id


def test_chinese_has_chinese_punctuation(chinese):
    half = [t for m in _messages(chinese) for t in _texts(m.string) if HALF_WIDTH.search(t)]

    assert not half


def test_the_compiled_catalogue_is_that_of_the_text(chinese):
    compiled = BytesIO()
    write_mo(compiled, chinese)

    assert CHINESE.with_suffix(".mo").read_bytes() == compiled.getvalue(), "run `make messages`"
