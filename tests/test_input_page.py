"""The page on what may be typed, in either language, names every kind of field and every rule over
several."""

import re
from pathlib import Path

import pytest
from sqlalchemy import CheckConstraint, Table

import crm.models
from crm.database import Base

ROOT = Path(__file__).parent.parent
PLACES = ("docs/input.md", "docs/zh/input.md")
FIELD = re.compile(r"^class (\w+Field)\((?:\w*Field|TextAreaField)\):", re.MULTILINE)


@pytest.fixture(params=PLACES)
def page(request: pytest.FixtureRequest) -> str:
    return (ROOT / request.param).read_text("utf-8")


def test_every_kind_of_field_is_named(page: str):
    sources = [file.read_text("utf-8") for file in (ROOT / "crm").rglob("*.py")]
    kinds = {name for source in sources for name in FIELD.findall(source)}

    assert len(kinds) > 15
    assert {name for name in kinds if f"`{name}`" not in page} == set()


def test_every_rule_over_several_fields_is_named(page: str):
    assert crm.models
    rules = {
        str(rule.name)
        for table in Base.metadata.tables.values()
        for rule in table.constraints
        if isinstance(rule, CheckConstraint) and _columns(table, rule) > 1
    }

    assert rules == set(re.findall(r"^\| `(ck_\w+)` \|", page, re.MULTILINE))


def test_every_file_that_is_named_exists(page: str):
    named = set(re.findall(r"`((?:crm|tests)/[\w/.-]+)`", page))

    assert {name for name in named if not (ROOT / name).is_file()} == set()


def _columns(table: Table, rule: CheckConstraint) -> int:
    text = str(rule.sqltext)
    return sum(bool(re.search(rf"\b{column.name}\b", text)) for column in table.columns)
