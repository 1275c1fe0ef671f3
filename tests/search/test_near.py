"""Words that find nothing are taken for those that were probably meant."""

import pytest
from flask import Flask

from crm.search.near import corrected, nearest
from tests.client import Client
from tests.search.office import furnish

MEANT = {
    "Melborne": "melbourne",
    "univrsity of Melbourne": "university of melbourne",
    "Nelbourne": "melbourne",
    "Pitsburg": "pittsburgh",
    "Jonhs Hopkins": "johns hopkins",
    "Boeringer": "boehringer",
    "Tsingua": "tsinghua",
    "hopsital beijing": "hospital beijing",
    "Washinton": "washington",
    "wnag wei": "wang wei",
    "nurisng": "nursing",
    "北大": "北 大",
    "上交": "上 交",
    "Melbourne": None,
    "bjyy": None,
    "zzzz": None,
    "2099": None,
    "": None,
}


def test_one_or_two_typing_errors_are_forgiven(app: Flask):
    furnish()

    assert {typed: corrected(typed) for typed in MEANT} == MEANT


@pytest.mark.parametrize(
    ("word", "meant"),
    [("melbo", None), ("oslp", "oslo"), ("bergn", "bergen"), ("begrn", None), ("qqqq", None)],
)
def test_a_short_word_may_have_one_error(word: str, meant: str | None):
    assert nearest(word, ["oslo", "bergen", "universitetet"]) == meant


def test_lists_and_the_picker_say_what_was_meant(viewer: Client):
    furnish()

    page = viewer.get("/partners?q=Melborne").text
    picked = viewer.get("/partners/lookup?q=Melborne").json

    assert "Nothing matches “Melborne”: this is “melbourne”." in page
    assert "University of Melbourne School of Medicine" in page
    assert [pick["name"] for pick in picked] == ["University of Melbourne School of Medicine"]
