"""What a Word file must be to become a template: readable, and using known fields only."""

import pytest
from flask import Flask
from flask_babel import force_locale

from crm.drafting import engine, shipped
from crm.errors import Refused
from tests.databases import ONE_ENGINE
from tests.drafting.words import with_part, word

DOCUMENT = "word/document.xml"
MUCH = 40 * 1024 * 1024
"""Bytes of blanks, which pack to 40 kB."""


def refusal(app: Flask, content: bytes) -> str:
    """Why the file is refused as a template."""
    with app.test_request_context(), force_locale("en"), pytest.raises(Refused) as refused:
        engine.check(content, ["areas"])
    return refused.value.message


@ONE_ENGINE
@pytest.mark.parametrize("one", shipped.ALL, ids=lambda one: one.key)
def test_the_shipped_templates_pass(app: Flask, one: shipped.Shipped):
    with app.test_request_context():
        engine.check(shipped.word_file(one), [])


@ONE_ENGINE
@pytest.mark.parametrize(
    "line",
    [
        "{{ title }} {{ partner.name }} {{ school.city }} {{ fields.areas }}",
        "{% for one in partners %}{{ loop.index }} {{ one.name|upper }}{% endfor %}",
        "{% for p in partners %}{% for s in p.signatories %}{{ s.name }}{% endfor %}{% endfor %}",
        "{% if reference and not is_open_ended %}{{ reference }}{% else %}none{% endif %}",
        "{{ units|join(', ') }} {{ partners|length }} {{ areas|default('x') }}",
        "{{ 'yes' if value else 'no' }} {{ partner['name'] }}",
        "no fields at all",
    ],
)
def test_what_a_template_needs_is_allowed(app: Flask, line: str):
    with app.test_request_context():
        engine.check(word(line), ["areas"])


@ONE_ENGINE
@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("{{ titel }}", "titel (is it title?)"),
        ("{{ partner.nmae }}", "partner.nmae (is it partner.name?)"),
        ("{% for p in partners %}{{ p.fax }}{% endfor %}", "p.fax"),
        ("{% for p in partners %}{% endfor %}{{ p.name }}", "known: p."),
        ("{% if reference %}{{ nothing }}{% endif %}", "nothing"),
        ("{{ fields.beds }}", "fields.beds"),
        ("{{ partners }}", "partners"),
        ("{{ title.__class__.__mro__ }}", "title.__class__"),
        ("{{ config }} {{ self }}", "config"),
    ],
)
def test_unknown_fields_are_named_together_with_the_known_ones(app: Flask, line: str, names: str):
    said = refusal(app, word(line))

    assert said.startswith("These fields are not known: ")
    assert names in said
    assert "Known are: areas, effective_on, " in said
    assert "partners[].signatories[].name" in said


@ONE_ENGINE
def test_fields_in_the_header_are_checked_as_well(app: Flask):
    assert "titel (is it title?)" in refusal(app, word("text", header="{{ titel }}"))


@ONE_ENGINE
@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{{ 7 * 7 }}", "mul"),
        ("{{ range(1000000000) }}", "call"),
        ("{{ ''.__class__ }}", "getattr"),
        ("{{ 'a'|center(100000000) }}", "center"),
        ("{{ title ~ title }}", "concat"),
        ("{% set x = title %}", "assign"),
        ("{% include 'secret' %}", "include"),
        ("{% macro again() %}{% endmacro %}", "again"),
    ],
)
def test_a_template_says_fields_and_does_nothing_else(app: Flask, line: str, what: str):
    assert refusal(app, word(line)) == f"A template cannot do this: {what}."


@ONE_ENGINE
def test_loops_are_two_deep_at_most(app: Flask):
    start, end = "{% for p in partners %}", "{% endfor %}"

    assert "too many loops" in refusal(app, word(start * 3 + end * 3))
    assert "too many loops" in refusal(app, word((start + end) * 41))
    assert "Only lists" in refusal(app, word("{% for sign in title %}{% endfor %}"))


@ONE_ENGINE
@pytest.mark.parametrize(
    "line", ["{% if title %}", "{{ title", "{% for p in partners %}{% endif %}", "{{ title } }}"]
)
def test_fields_that_are_not_written_right_are_shown(app: Flask, line: str):
    said = refusal(app, word("Before", line, "After"))

    assert said.startswith("A field, loop or condition is not written right near “")
    assert line[:6] in said


@ONE_ENGINE
def test_rich_text_tags_are_explained(app: Flask):
    assert refusal(app, word("{{r title }}")).startswith("Write fields as {{ title }}")


@ONE_ENGINE
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "This is not a Word file."),
        (b"plain text", "This is not a Word file."),
        (word("x")[:4000], "This is not a Word file."),
        (with_part(word("x"), DOCUMENT, b"<w:document"), "Word cannot have made this file."),
        (with_part(word("x"), DOCUMENT, b"\xff\x00"), "Word cannot have made this file."),
        (with_part(word("x"), "word/media/blank.bin", b" " * MUCH), "It unpacks to far more"),
        (with_part(word("x"), DOCUMENT, b" " * MUCH), "It unpacks to far more"),
    ],
    ids=["empty", "text", "cut off", "broken", "garbage", "bomb", "bomb inside"],
)
def test_what_is_no_word_file_is_refused(app: Flask, content: bytes, reason: str):
    assert refusal(app, content).startswith(reason)
