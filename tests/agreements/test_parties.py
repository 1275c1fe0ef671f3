"""Parties: a role each, who has signed and when; our own side; the paper and its value."""

from datetime import timedelta
from decimal import Decimal

from crm.agreements import queries
from crm.extensions import db
from crm.models import Agreement, PartyRole, Signatory, Stage
from tests import factories
from tests.client import Client
from tests.conftest import DAY


def _filed() -> Agreement:
    return queries.get(db.session.query(Agreement.id).scalar())


def _fields(*partners, **more: object) -> dict[str, object]:
    kind = factories.shipped_type().id
    numbers = [partner.id for partner in partners]
    return {"title_en": "Alliance", "type_id": kind, "partner_ids": numbers, **more}


def test_each_partner_has_its_role_and_its_own_day_of_signing(editor: Client):
    first, second = factories.partner("First"), factories.partner("Second")

    editor.fill(
        "/agreements/new",
        **_fields(first, second),
        **{
            f"partner_ids-{first.id}-role": "coordinator",
            f"partner_ids-{first.id}-signed": "yes",
            f"partner_ids-{first.id}-signed_on": "2026-03-01",
            f"partner_ids-{second.id}-role": "member",
            f"partner_ids-{second.id}-signed": "no",
        },
    )

    parts = [(p.role, p.has_signed, str(p.signed_on)) for p in _filed().parties]
    assert parts == [
        (PartyRole.COORDINATOR, True, "2026-03-01"),
        (PartyRole.MEMBER, False, "None"),
    ]


def test_a_wrong_day_of_signing_is_named_and_stays(editor: Client):
    oslo = factories.partner()
    field = f"partner_ids-{oslo.id}-signed_on"

    page = editor.refused(
        "/agreements/new", **_fields(oslo), **{f"partner_ids-{oslo.id}-role": "member", field: "x"}
    )

    assert page.error("partner_ids") == "“x” is no day. Write it as 2026-11-24."
    assert page.fields()[field] == ["x"]


def test_editing_keeps_what_each_partner_is(editor: Client):
    oslo = factories.partner()
    agreement_id = factories.agreement("Alliance", oslo).id
    db.session.expunge_all()
    _filed().parties[0].role = PartyRole.FUNDER
    db.session.commit()

    editor.fill(f"/agreements/{agreement_id}/edit", title_en="Another title")

    assert _filed().parties[0].role is PartyRole.FUNDER


def test_nobody_has_signed_a_draft(editor: Client):
    editor.fill("/agreements/new", **_fields(factories.partner(), stage="draft"))

    assert _filed().stage is Stage.DRAFT
    assert [party.has_signed for party in _filed().parties] == [False]


def test_a_term_in_months_gives_the_end(editor: Client):
    term = {"effective_on": "2026-02-01", "term_months": "12"}
    editor.fill("/agreements/new", **_fields(factories.partner(), **term))

    assert str(_filed().expires_on) == "2027-01-31"


def test_a_term_needs_a_beginning_and_no_other_end(editor: Client):
    oslo = factories.partner()

    page = editor.refused("/agreements/new", **_fields(oslo, term_months="12"))
    assert "Give the day from which it is in force" in page.error("term_months")

    both = {"signed_on": "2026-02-01", "term_months": "12", "expires_on": "2028-01-01"}
    page = editor.refused("/agreements/new", **_fields(oslo, **both))
    assert page.error("term_months") == "Give either the term or the end, not both."


def test_notice_that_is_not_given_is_the_usual_one_of_the_type(editor: Client):
    end = (DAY + timedelta(days=400)).isoformat()
    editor.fill("/agreements/new", **_fields(factories.partner(), expires_on=end, notice_days=""))

    assert _filed().notice_days == factories.shipped_type().notice_days == 90


def test_value_is_exact_and_has_a_currency(editor: Client):
    oslo = factories.partner()

    page = editor.refused("/agreements/new", **_fields(oslo, value_amount="1,5"))
    assert "Write a number" in page.error("value_amount")
    page = editor.refused("/agreements/new", **_fields(oslo, value_amount="12"))
    assert page.error("value_amount") == "Choose the currency, too."

    money = {"value_amount": "1,234,567.89", "value_currency": "EUR"}
    editor.fill("/agreements/new", **_fields(oslo, **money))
    assert _filed().value_amount == Decimal("1234567.89")
    assert "EUR 1,234,567.89" in editor.visit(f"/agreements/{_filed().id}").text
    exported = editor.get("/agreements/export.csv").data.decode("utf-8-sig")
    assert "1234567.89,EUR" in exported


def test_totals_never_add_different_currencies(editor: Client):
    for title, amount, currency in (("A", "0.10", "EUR"), ("B", "0.20", "EUR"), ("C", "5", "CNY")):
        worth = {"value_amount": Decimal(amount), "value_currency": currency}
        factories.agreement(title, factories.partner(title), **worth)
    factories.agreement("Unknown value", factories.partner("D"))
    db.session.commit()

    page = editor.visit("/agreements/totals")

    assert "4 agreements of the list" in page.text
    assert [row for row in page.texts("tr") if row.startswith(("EUR", "CNY"))] == [
        "EUR2EUR 0.30",
        "CNY1CNY 5.00",
    ]


def test_our_own_side_has_units_a_lead_and_the_paper_a_place(editor: Client):
    nursing, surgery = factories.unit("Nursing"), factories.unit("Surgery")
    editor.fill(
        "/agreements/new",
        **_fields(
            factories.partner(),
            unit_ids=[surgery.id, nursing.id],
            lead_name="Prof. Wu",
            lead_email="wu@example.org",
            languages="English, Chinese",
            originals="2",
            cabinet="B 4",
        ),
    )

    text = editor.visit(f"/agreements/{_filed().id}").text
    assert "Nursing; Surgery" in text
    assert all(word in text for word in ("Prof. Wu", "English, Chinese", "B 4"))


def test_signatories_stand_on_both_sides(editor: Client):
    agreement = factories.agreement("Memorandum", factories.partner("Oslo"))
    address = f"/agreements/{agreement.id}/signatories/new"

    editor.fill(
        address, name="Kari Nordmann", position="Rector", partner_id=_filed().parties[0].partner_id
    )
    editor.fill(address, name="Wu Dan", position="Dean")

    text = editor.visit(f"/agreements/{agreement.id}").text
    assert "Kari Nordmann Rector Oslo" in text
    assert "Wu Dan Dean Our school" in text
    assert db.session.query(Signatory).count() == 2


def test_a_signatory_of_another_agreement_is_not_found(editor: Client):
    signatory = factories.signatory(factories.agreement())
    other = factories.agreement("Other", factories.partner("Bergen"))
    db.session.commit()

    answer = editor.get(f"/agreements/{other.id}/signatories/{signatory.id}/edit")

    assert answer.status_code == 404
