"""What the office has written out comes back as it was, from any program and in any encoding."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crm.extensions import db
from crm.imports.values import plain_text
from crm.models import AgreementType, Link, Renewal
from crm.models.unseen import or_none
from crm.web.export import harmless
from tests import factories
from tests.client import Client
from tests.imports.files import previewed, table

SIGNS = st.sampled_from("=+-@'\t\n\",; aé王＝")
TEXTS = st.text(st.one_of(SIGNS, st.characters(exclude_categories=("C", "Z"))), max_size=12)


@settings(max_examples=200, deadline=None)
@example("'=1")
@example("''")
@given(TEXTS)
def test_any_text_comes_back_from_a_csv_as_it_was(text: str):
    kept = or_none(text)
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerow([harmless(kept or ""), "end"])

    (cells,) = csv.reader(io.StringIO(file.getvalue(), newline=""))

    assert plain_text(cells[0]) == kept


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_that_nobody_has_edited_changes_nothing(editor: Client, kind: str):
    lin, other = factories.user(name="Lin Mei"), factories.user(name="Lin Mei")
    above = factories.partner("Union", name_zh="协和", owner=other)
    twin = factories.partner("Union", parent_id=above.id, aliases="One; two\nThree", country="TW")
    twin.tags = "=key, 重点"
    kari = factories.contact("Kari", name_zh="卡丽", email="Kari@example.org", phone="+47 1")
    kari.tags = "dean, 重点"
    factories.position(kari, twin, title="=Dean", is_main=True)
    factories.position(kari, above, title="Guest")
    paper = factories.agreement(
        "Swap",
        twin,
        above,
        signed_on=date(2024, 2, 29),
        expires_on=date(2030, 12, 31),
        renewal=Renewal.AUTOMATIC,
        renewal_months=12,
        value_amount=Decimal("1234.5"),
        value_currency="CNY",
        units=[factories.unit("Surgery", name_zh="外科"), factories.unit("Nursing")],
        owner_id=lin.id,
        tags="key",
    )
    factories.agreement("Endless", above, is_open_ended=True, notes="-\n- two")
    amended = date(2031, 12, 31)
    factories.agreement("More", twin, parent_id=paper.id, link=Link.AMENDS, expires_on=amended)
    factories.task(title="+ call", tags="key", agreement_id=paper.id, assignee_id=other.id)
    factories.answer_all(paper, db.session.get_one(AgreementType, paper.type_id), kari)
    db.session.expire_all()

    for what, rows in (("partners", 2), ("contacts", 1), ("agreements", 3), ("tasks", 1)):
        exported = editor.get(f"/{what}/export.{kind}").data
        _address, page = previewed(editor, exported, what, kind)
        assert f"Unchanged {rows}" in page.text, page.text


def test_a_file_is_read_in_whichever_encoding_it_comes(editor: Client):
    simplified = (
        ("中文名称", "类别", "城市"),
        ("首都医科大学附属医院", "医院", "北京市朝阳区工人体育场南路"),
    )
    traditional = (
        ("Name in Chinese", "Category", "City"),
        ("國立臺灣大學醫學院附設醫院", "Hospital", "臺北市"),
    )
    for content in (
        table(*simplified, encoding="gb18030", delimiter=";"),
        table(*simplified, encoding="utf-16", delimiter="\t"),
        table(*simplified, encoding="utf-16-be"),
        table(*traditional, encoding="big5"),
        table(*traditional, encoding="utf-8"),
    ):
        _address, page = previewed(editor, content)

        assert "New 1" in page.text
        name = (
            "首都医科大学附属医院"
            if b"Name" not in content.replace(b"\0", b"")
            else "國立臺灣大學醫學院附設醫院"
        )
        assert name in page.text
