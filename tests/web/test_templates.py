"""One template, several languages: each reader gets the words of their own."""

from flask import Flask
from jinja2 import nodes

from crm.web.templates import Spoken
from tests import factories
from tests.databases import ONE_ENGINE


@ONE_ENGINE
def test_readers_of_two_languages_in_turn_each_get_their_own(app: Flask):
    english = app.test_client().log_in(factories.user(language="en"))
    chinese = app.test_client().log_in(factories.user(language="zh_Hans"))
    factories.partner(name_en="Oslo University", name_zh="奥斯陆大学")

    for _turn in range(2):
        assert english.visit("/partners").heading == "Partners"
        assert chinese.visit("/partners").heading == "合作伙伴"
        assert english.visit("/partners").texts("a", class_="name") == ["Oslo University"]
        assert chinese.visit("/partners").texts("a", class_="name") == ["奥斯陆大学"]


@ONE_ENGINE
def test_a_language_just_chosen_is_spoken_at_once(editor):
    editor.send("/settings/language", language="zh_Hans", back="/partners")

    assert editor.visit("/partners").heading == "合作伙伴"


@ONE_ENGINE
def test_a_text_without_values_is_fixed_and_one_with_values_is_said_directly(app: Flask):
    source = app.jinja_env.parse('{{ _("Save") }} {{ _("Hello %(name)s", name=name) }} {{ f(1) }}')

    said = Spoken(str.upper, "en").visit(source)

    assert "SAVE" in [data.data for data in said.find_all(nodes.TemplateData)]
    assert [say.name for say in said.find_all(nodes.Filter)] == ["_ in en"]
    assert len(list(said.find_all(nodes.Call))) == 1
