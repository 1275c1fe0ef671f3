"""Words that find nothing are taken for those that were probably meant."""

import pytest
from flask import Flask

from crm.extensions import db
from crm.search.near import corrected, nearest
from tests import factories
from tests.client import Client
from tests.conftest import DAY
from tests.search.office import furnish

MEANT = {
    "Melborne": "melbourne",
    "univrsity of Melbourne": "university melbourne",
    "The University of Melbourne": "university melbourne",
    "medical universities": "medical university",
    "Prof. Wang": "wang",
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
    "王伟教授": "王 伟",
    "吕梁人民医院": "吕 梁 人 民 医 院",
    "长庚医院北京": "长 庚 医 院 北 京",
    "拜尔": "baier",
    "王玮": "wangwei",
    "Melbourne": None,
    "bjyy": None,
    "zzzz": None,
    "2099": None,
    "": None,
}


def test_one_or_two_typing_errors_are_forgiven(app: Flask):
    furnish()

    assert {typed: corrected(typed) for typed in MEANT} == MEANT


def test_each_list_forgives_them_among_its_own_records(editor: Client):
    agreement = factories.agreement("Joint laboratory", expires_on=DAY)
    factories.review(agreement)
    factories.task("Invite the delegation")
    factories.happening("Delegation from Bergen")
    factories.obligation(agreement, "Deliver the yearly report")
    factories.document("Laboratory rules", agreement_id=agreement.id)
    factories.proposal("Summer school")
    db.session.commit()
    typed = {
        "/tasks?q=delgation": "delegation",
        "/happenings?q=bregen": "bergen",
        "/obligations?q=yerly": "yearly",
        "/documents?q=laboratroy": "laboratory",
        "/proposals?q=sumer": "summer",
        "/renewals?q=laboratroy": "laboratory",
        "/reviews?q=laboratroy": "laboratory",
    }

    said = {address: editor.visit(address).text for address in typed}

    assert [a for a, meant in typed.items() if f"this is “{meant}”" not in said[a]] == []


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
