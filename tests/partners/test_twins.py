"""Two partners of one name in one country: a warning that shows the other, and save anyway."""

import pytest
from sqlalchemy import func, select

from crm.extensions import db
from crm.models import Partner
from tests import factories
from tests.client import Client
from tests.conftest import Counted

GENEVA = {"name_en": "Université de Genève", "country": "CH", "category": "international"}


def partners() -> int:
    return db.session.scalar(select(func.count()).select_from(Partner))


@pytest.mark.parametrize("typed", ["Université de Genève", "universite de geneve"])
def test_a_second_partner_of_that_name_there_is_asked_about(editor: Client, typed: str):
    first = factories.partner("Université de Genève", country="CH")

    page = editor.refused("/partners/new", name_en=typed, country="CH", category="hospital")

    assert f"/partners/{first.id}" in page.links()
    assert page.fields()["name_en"] == [typed]
    assert partners() == 1


def test_who_has_seen_the_warning_may_save_anyway(editor: Client):
    factories.partner("Université de Genève", country="CH")

    answer = editor.fill("/partners/new", **GENEVA, save_anyway="yes")

    assert answer.status_code == 302
    assert partners() == 2


def test_the_same_name_in_another_country_is_no_twin(editor: Client):
    factories.partner("St. Mary's Hospital", country="IE")

    answer = editor.fill(
        "/partners/new", name_en="St. Mary's Hospital", country="GB", category="hospital"
    )

    assert answer.status_code == 302


def test_the_twin_bears_the_name_of_the_readers_language(app):
    reader = app.test_client().log_in(factories.user(language="zh_Hans"))
    factories.partner("University of Oslo", name_zh="奥斯陆大学", country="NO")

    typed = {"name_en": "University of Oslo", "country": "NO", "category": "international"}
    page = reader.refused("/partners/new", **typed)

    assert "奥斯陆大学" in page.texts("a")


def test_whoever_may_be_meant_is_looked_for_in_one_statement(editor: Client, counted: Counted):
    factories.partner("Universitet Bergen", country="NO")
    typed = {"name_en": "Oslo", "country": "NO", "category": "hospital", "status": "active"}

    with counted() as statements:
        answer = editor.send("/partners/new", website="https://www.uio.no", **typed)

    assert answer.status_code == 302
    assert sum("partner.name_en" in statement for statement in statements) == 1


def test_what_is_not_the_same_is_not_asked_about_again(editor: Client):
    first = factories.partner("St. Mary's Hospital", country="GB")
    second = factories.partner("St. Mary's Hospital", country="GB")
    db.session.commit()
    edit = f"/partners/{second.id}/edit"

    asked = editor.refused(edit, city="London")
    editor.send(f"/duplicates/partner/{first.id}/{second.id}/different")

    assert f"/partners/merge?number={second.id}&number={first.id}" in asked.links()
    assert editor.fill(edit, city="London").status_code == 302


@pytest.mark.parametrize("typed", ["???", "！！！", "🙂"])
def test_names_without_a_letter_are_not_the_same_unless_they_are(editor: Client, typed: str):
    factories.partner("!!!", country="FR")

    answer = editor.fill("/partners/new", name_en=typed, country="FR", category="hospital")

    assert answer.status_code == 302


def test_the_very_same_signs_are_the_same_name(editor: Client):
    for name in ("???", "!!!"):
        factories.partner(name, country="FR")
    first = factories.partner("***", name_zh="北京大学", country="FR")
    db.session.commit()

    same = editor.refused("/partners/new", name_en="!!!", country="FR", category="hospital")
    chinese = {"name_en": "%%%", "name_zh": "北京大学", "country": "FR", "category": "hospital"}
    page = editor.refused("/partners/new", **chinese)

    assert "A partner of this name in this country is there already." in same.text
    assert f"/partners/{first.id}" in page.links()
    assert "???" not in page.text
