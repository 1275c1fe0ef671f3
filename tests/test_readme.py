"""The README says the same in English and in Chinese: sections, settings and commands."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ENGLISH, CHINESE = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh.md"))
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!]")


@pytest.mark.parametrize(
    "shared",
    [
        re.compile(r"^(#+) ", re.MULTILINE),
        re.compile(r"^\| (`CRM_\w+`) \|", re.MULTILINE),
        re.compile(r"^\| (`crm .+?`) \|", re.MULTILINE),
        re.compile(r"^    ((?:make|crm) .+)$", re.MULTILINE),
    ],
    ids=["sections", "settings", "commands", "examples"],
)
def test_both_have_the_same(shared):
    assert shared.findall(ENGLISH) == shared.findall(CHINESE)
    assert shared.findall(ENGLISH) != []


def test_they_lead_to_each_other():
    assert "(README.zh.md)" in ENGLISH
    assert "(README.md)" in CHINESE


def test_the_chinese_one_has_full_width_punctuation():
    assert HALF_WIDTH.findall(CHINESE) == []
