"""README, CONTRIBUTING and the pages of docs/ say the same in English and in Chinese."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
CATALOGUE = ROOT / "crm" / "translations" / "zh_Hans" / "LC_MESSAGES" / "messages.po"
NO_LABELS = {"不"}
"""What the Chinese pages put in quotation marks besides the labels of the product."""


def _text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


PAGES = {
    "readme": (_text("README.md"), _text("README.zh.md")),
    "limits": (_text("docs/limits.md"), _text("docs/zh/limits.md")),
    "security": (_text("docs/security.md"), _text("docs/zh/security.md")),
    "input": (_text("docs/input.md"), _text("docs/zh/input.md")),
    "speed": (_text("docs/speed.md"), _text("docs/zh/speed.md")),
    "contributing": (_text("CONTRIBUTING.md"), _text("CONTRIBUTING.zh.md")),
}
AT_THE_TOP = {"readme": "README", "contributing": "CONTRIBUTING"}
"""The others are in docs/."""
of_each_page = pytest.mark.parametrize("page", PAGES)
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!]")


@of_each_page
@pytest.mark.parametrize(
    "shared",
    [
        re.compile(r"^(#+) ", re.MULTILINE),
        re.compile(r"^(\*\*).+?\*\* ", re.MULTILINE),
        re.compile(r"^\| `(CRM_\w+|crm .+?)`(?:, `.+?`)* \|", re.MULTILINE),
        re.compile(r"^    ((?:make|crm) .+)$", re.MULTILINE),
        re.compile(r"^(\|) ", re.MULTILINE),
        re.compile(r"^\| .+? \| (\d+ \| \d+ \| \d+) \|$", re.MULTILINE),
        re.compile(r"^(-|\d+\.) ", re.MULTILINE),
        re.compile(r"^\| (\d+\.\d+\.\d+) \|.*\| ([^|]*) \|$", re.MULTILINE),
    ],
    ids=[
        "sections",
        "jobs",
        "settings and commands",
        "examples",
        "rows of tables",
        "counts",
        "lists",
        "requirements and their tests",
    ],
)
def test_both_have_the_same(page, shared):
    english, chinese = PAGES[page]

    assert shared.findall(english) == shared.findall(chinese)


@of_each_page
def test_both_name_the_same_settings_and_commands(page):
    english, chinese = (set(re.findall(r"`(CRM_\w+|crm \w+)", text)) for text in PAGES[page])

    assert english == chinese


@of_each_page
def test_they_lead_to_each_other(page):
    english, chinese = PAGES[page]
    name = AT_THE_TOP.get(page)

    assert (f"({name}.zh.md)" if name else f"(zh/{page}.md)") in english
    assert (f"({name}.md)" if name else f"(../{page}.md)") in chinese


def test_the_chinese_ones_lead_to_chinese_ones():
    readme = PAGES["readme"][1]

    led_to = set(re.findall(r"\]\((\S+?\.md)", readme))
    assert {"CONTRIBUTING.zh.md", "docs/zh/limits.md", "docs/zh/security.md"} <= led_to
    assert "CONTRIBUTING.md" not in led_to


@of_each_page
def test_the_chinese_one_has_full_width_punctuation(page):
    assert HALF_WIDTH.findall(PAGES[page][1]) == []


def test_the_chinese_ones_call_things_as_the_product_does():
    with CATALOGUE.open("rb") as file:
        entries = [entry.string for entry in read_po(file)]
    said = {text for entry in entries for text in ([entry] if isinstance(entry, str) else entry)}
    quoted = {word for _, text in PAGES.values() for word in re.findall("“(.+?)”", text)}

    assert quoted - said == NO_LABELS
