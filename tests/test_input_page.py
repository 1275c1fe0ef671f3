"""The page on what may be typed names every kind of field and every rule over several."""

import re
from pathlib import Path

from sqlalchemy import CheckConstraint, Table

import crm.models
from crm.database import Base

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "input.md").read_text("utf-8")
FIELD = re.compile(r"^class (\w+Field)\((?:\w*Field|TextAreaField)\):", re.MULTILINE)


def test_every_kind_of_field_is_named():
    sources = [file.read_text("utf-8") for file in (ROOT / "crm").rglob("*.py")]
    kinds = {name for source in sources for name in FIELD.findall(source)}

    assert len(kinds) > 15
    assert {name for name in kinds if f"`{name}`" not in PAGE} == set()


def test_every_rule_over_several_fields_is_named():
    assert crm.models
    rules = {
        str(rule.name)
        for table in Base.metadata.tables.values()
        for rule in table.constraints
        if isinstance(rule, CheckConstraint) and _columns(table, rule) > 1
    }

    assert rules == set(re.findall(r"^\| `(ck_\w+)` \|", PAGE, re.MULTILINE))


def test_every_file_that_is_named_exists():
    named = set(re.findall(r"`((?:crm|tests)/[\w/.-]+)`", PAGE))

    assert {name for name in named if not (ROOT / name).is_file()} == set()


def _columns(table: Table, rule: CheckConstraint) -> int:
    text = str(rule.sqltext)
    return sum(bool(re.search(rf"\b{column.name}\b", text)) for column in table.columns)
