"""A draft says what the agreement says, written out in the language of its template."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from crm.agreements import queries as agreement_queries
from crm.drafting import engine, queries
from crm.drafting.context import Source, context_of
from crm.drafting.wording import BLANK, long_day, one_line, term
from crm.extensions import db
from crm.models import Agreement, Office, Signatory, Unit
from crm.models.terms import last_day_of_term
from crm.models.unit import agreement_unit
from tests import factories
from tests.conftest import DAY
from tests.drafting.words import header, lines, word


def drafted(app: Flask, agreement: Agreement, content: bytes, language: str = "en") -> bytes:
    db.session.commit()
    db.session.expunge_all()
    source = Source(
        agreement_queries.get(agreement.id),
        db.session.get(Office, 1) or Office(id=1),
        queries.answers(agreement.id),
        queries.own_fields(),
    )
    with app.test_request_context():
        return engine.fill(content, context_of(source, language, DAY))


@pytest.fixture
def agreement(app: Flask) -> Agreement:
    """With two partners, one of them named in both languages, dates, units and signatories."""
    oslo = factories.partner("University of Oslo", name_zh="奥斯陆大学", country="NO", city="Oslo")
    lund = factories.partner("Lund & Söner <AB>", country="SE")
    made = factories.agreement(
        "Nursing exchange",
        oslo,
        lund,
        title_zh="护理交流协议",
        reference="2026-MOU-014",
        effective_on=date(2027, 1, 1),
        expires_on=date(2031, 12, 31),
        notice_days=90,
        value_amount=Decimal("12500.5"),
        value_currency="EUR",
        owner=factories.user(name="Lin Mei"),
    )
    unit = factories.kept(Unit(name_en="School of Nursing", name_zh="护理学院"))
    covered = insert(agreement_unit).values(agreement_id=made.id, unit_id=unit.id)
    db.session.execute(covered)
    factories.kept(
        Signatory(agreement_id=made.id, partner_id=oslo.id, name="Kari", position="Rector")
    )
    factories.kept(Office(id=1, name_en="School of Medicine", name_zh="医学院", city_zh="北京"))
    return made


def test_an_english_draft_says_what_the_agreement_says(app: Flask, agreement: Agreement):
    template = word(
        "{{ title }} ({{ other_title }}), {{ reference }}",
        "from {{ effective_on }} to {{ expires_on }}, {{ term }}, {{ notice_days }} days",
        "{{ school.name }}, {{ school.city }}; {{ unit_names }}; {{ partner_names }}",
        "{%p for partner in partners %}",
        "{{ loop.index }}. {{ partner.name }}, {{ partner.country }}: {{ partner.signatory }}",
        "{%p endfor %}",
        "{{ value }}; {{ responsible }}; {{ today }}",
        header="{{ reference }}",
    )

    draft = drafted(app, agreement, template)

    assert lines(draft) == [
        "Nursing exchange (护理交流协议), 2026-MOU-014",
        "from 1 January 2027 to 31 December 2031, 5 years, 90 days",
        "School of Medicine, 北京; School of Nursing; University of Oslo and Lund & Söner <AB>",
        "1. University of Oslo, Norway: Kari",
        f"2. Lund & Söner <AB>, Sweden: {BLANK}",
        "EUR 12,500.50; Lin Mei; 24 November 2026",
    ]
    assert header(draft) == "2026-MOU-014"


def test_a_chinese_draft_says_it_in_chinese(app: Flask, agreement: Agreement):
    template = word(
        "{{ title }}（{{ other_title }}）",
        "自{{ effective_on }}至{{ expires_on }}，{{ term }}",
        "{{ school.name }}（{{ school.city }}）、{{ unit_names }}；{{ partner_names }}",
        "{{ partner.country }}，{{ partner.role }}",
    )

    assert lines(drafted(app, agreement, template, "zh")) == [
        "护理交流协议（Nursing exchange）",
        "自2027年1月1日至2031年12月31日，5年",
        "医学院（北京）、护理学院；奥斯陆大学和Lund & Söner <AB>",
        "挪威，对方",
    ]


def test_what_is_unknown_is_a_line_to_fill_in_by_hand(app: Flask):
    bare = factories.agreement("Bare", factories.partner("Oslo"))
    template = word(
        "{{ reference }} {{ signed_on }} {{ expires_on }} {{ school.name }} {{ partner.city }}",
        "{% if reference %}No. {{ reference }}{% else %}no number{% endif %}",
    )

    assert lines(drafted(app, bare, template)) == [" ".join([BLANK] * 5), "no number"]


def test_what_looks_like_markup_or_a_field_stays_as_it_was_typed(app: Flask, agreement: Agreement):
    agreement.purpose = "a & b < c > \"d\" 'e' {{ reference }} {% if %} &amp;\nnext line\ufffe"

    (line,) = lines(drafted(app, agreement, word("{{ purpose }}")))

    assert line == "a & b < c > \"d\" 'e' {{ reference }} {% if %} &amp;\nnext line"


def test_own_fields_are_called_by_their_key(app: Flask):
    kind = factories.shipped_type("teaching_hospital")
    field = next(f for f in queries.own_fields() if f.type_id == kind.id and f.kind == "number")
    agreement = factories.agreement(type_id=kind.id)
    factories.field_value(agreement, field, Decimal(40))

    draft = drafted(app, agreement, word(f"{{{{ fields.{field.key} }}}} beds"))

    assert lines(draft) == ["40 beds"]


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 1200))
def test_whole_terms_are_counted_as_contracts_count_them(start: date, months: int):
    end = last_day_of_term(start, months)
    number, unit = (months // 12, "year") if months % 12 == 0 else (months, "month")

    assert term(start, end, "en") == f"{number} {unit}{'' if number == 1 else 's'}"


def test_days_and_lists_are_written_out():
    assert long_day(date(2026, 11, 24), "en") == "24 November 2026"
    assert long_day(date(2026, 11, 24), "zh") == "2026年11月24日"
    assert long_day(None, "zh") == ""
    assert one_line(["Oslo", "Bergen", "Lund"], "en") == "Oslo, Bergen and Lund"
    assert one_line(["奥斯陆", "卑尔根", "隆德"], "zh") == "奥斯陆、卑尔根和隆德"
    assert term(date(2027, 1, 1), date(2027, 1, 20), "en") == ""
    assert term(date(2027, 1, 1), date(2028, 6, 30), "zh") == "18个月"
