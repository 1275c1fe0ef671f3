"""The fields of a type on an agreement: asked, checked, shown, found, and never lost."""

from datetime import date
from decimal import Decimal

import pytest

from crm.agreements import answers, queries
from crm.database import now
from crm.extensions import db
from crm.models import Agreement, AgreementType, Choice, FieldKind, Money, TypeField
from tests import factories
from tests.client import Client
from tests.conftest import Counted
from tests.databases import ONE_ENGINE
from tests.pages import Page, text_of


def new(kind: AgreementType, **fields: object) -> dict[str, object]:
    """What an agreement of that type is filed with."""
    partner = factories.partner(f"Partner {kind.id}").id
    return {"title_en": "Nursing", "type_id": kind.id, "partner_ids": partner} | fields


def name(field: TypeField) -> str:
    return f"field_{field.id}"


def facts(page: Page) -> list[str]:
    """The type's section as it reads: its answers, its years, and those no longer asked."""
    (section,) = page.having("section", id="answers")
    lines = []
    for element in section.iter():
        if element.tag in {"h3", "dt", "dd"}:
            lines.append(text_of(element))
        elif element.tag == "tr":
            lines.append(" ".join(text_of(cell) for cell in element))
    return lines


def said(agreement: Agreement) -> dict[str, object]:
    db.session.expire_all()
    found = answers.own_part(agreement.type_id, agreement.id).answers
    return {a.field.label_en: a.content for a in found if a.content is not None}


def continued(editor: Client, fields: dict[str, object], address: str = "/agreements/new") -> Page:
    """The form as it comes back after *Continue*."""
    answer = editor.fill(address, **fields, **{"continue": "1"})
    assert answer.status_code == 200
    return Page(answer.text, address)


def test_continue_brings_the_fields_of_the_type_and_keeps_what_was_typed(editor: Client):
    kind = factories.agreement_type()
    field = factories.type_field(kind, "Discipline", help_en="As the ministry lists it")

    page = continued(editor, new(kind))

    assert page.fields()[name(field)] == [""]
    assert page.fields()["title_en"] == ["Nursing"]
    assert "As the ministry lists it" in page.text
    assert db.session.query(Agreement).count() == 0


def test_an_answer_of_each_kind_is_kept_and_shown(editor: Client):
    kind, contact = factories.agreement_type(), factories.contact("Kari Nordmann")
    agreement = factories.agreement(type_id=kind.id)
    factories.answer_all(agreement, kind, contact)
    before = said(agreement)

    editor.fill(f"/agreements/{agreement.id}/edit", title_en="Renamed")
    page = editor.visit(f"/agreements/{agreement.id}")

    assert said(agreement) == before
    for shown in ("Nursing", "12.5", "1 Sept 2027", "Yes", "Kari Nordmann", "CNY 1,234.5"):
        assert shown in page.text


def test_what_is_typed_in_each_field_is_kept(editor: Client):
    kind, contact = factories.agreement_type(counts_students=True), factories.contact()
    typed = {
        FieldKind.TEXT: "Nursing",
        FieldKind.LONG_TEXT: "Surgery",
        FieldKind.NUMBER: "1,234.5",
        FieldKind.DATE: "2027-09-01",
        FieldKind.CHOICE: "2",
        FieldKind.YES_NO: "False",
        FieldKind.PERSON: str(contact.id),
        FieldKind.MONEY: "1234.50",
    }
    fields = {word: factories.type_field(kind, word.value, kind=word) for word in typed}
    fields[FieldKind.CHOICE].offer([Choice("1", "At home", None), Choice("2", "Waived", None)])
    db.session.flush()
    sent = {name(fields[word]): value for word, value in typed.items()}
    sent[f"{name(fields[FieldKind.MONEY])}-currency"] = "EUR"
    years = {"exchange_years": "2025", "exchange_years-sent": "3", "exchange_years-received": "5"}

    editor.fill("/agreements/new", **new(kind), **sent, **years)

    agreement = db.session.query(Agreement).one()
    assert said(agreement) == {
        "text": "Nursing",
        "long_text": "Surgery",
        "number": Decimal("1234.5"),
        "date": date(2027, 9, 1),
        "choice": "2",
        "yes_no": False,
        "person": contact.id,
        "money": Money(Decimal("1234.5"), "EUR"),
    }
    assert [(y.year, y.sent, y.received) for y in answers.years(agreement.id)] == [(2025, 3, 5)]


@ONE_ENGINE
@pytest.mark.parametrize(
    ("kind", "typed", "message"),
    [
        (FieldKind.TEXT, "x" * 301, "Shorten this to 300 characters."),
        (FieldKind.NUMBER, "1.234,50", "Write a number such as 1234.50 or 1,234.50"),
        (FieldKind.DATE, "2026-02-31", "There is no such day."),
        (FieldKind.CHOICE, "nonsense", "Choose one of the list."),
        (FieldKind.YES_NO, "maybe", "Choose one of the list."),
        (FieldKind.PERSON, "999999", "This is no longer there. Choose another."),
        (FieldKind.MONEY, "12", "Choose the currency, too."),
    ],
)
def test_an_answer_is_checked_by_its_kind_and_stays(
    editor: Client, kind: FieldKind, typed: str, message: str
):
    of = factories.agreement_type()
    field = factories.type_field(of, kind=kind)

    page = editor.refused("/agreements/new", **new(of), **{name(field): typed})

    assert message in page.error(name(field))
    if kind not in {FieldKind.CHOICE, FieldKind.YES_NO, FieldKind.PERSON}:
        assert page.fields()[name(field)] == [typed]


def test_a_required_field_that_was_not_shown_yet_is_shown_and_asked_for(editor: Client):
    kind = factories.agreement_type()
    field = factories.type_field(kind, is_required=True)

    page = editor.refused("/agreements/new", **new(kind))

    assert page.error(name(field)) == "Fill this in."
    assert db.session.query(Agreement).count() == 0


def test_an_old_agreement_without_a_required_answer_can_be_saved_and_says_so(editor: Client):
    kind = factories.agreement_type()
    agreement = factories.agreement(type_id=kind.id)
    field = factories.type_field(kind, "Discipline", is_required=True)

    assert editor.fill(f"/agreements/{agreement.id}/edit", title_en="Nursing").status_code == 302
    assert "not answered yet" in editor.visit(f"/agreements/{agreement.id}").text

    editor.fill(f"/agreements/{agreement.id}/edit", **{name(field): "Nursing"})
    page = editor.refused(f"/agreements/{agreement.id}/edit", **{name(field): ""})
    assert page.error(name(field)) == "Fill this in."


def test_an_agreement_that_gets_another_type_answers_what_that_one_requires(editor: Client):
    first, second = factories.agreement_type(), factories.agreement_type("Second")
    agreement = factories.agreement(type_id=first.id)
    field = factories.type_field(second, is_required=True)

    page = editor.refused(f"/agreements/{agreement.id}/edit", type_id=second.id)

    assert page.error(name(field)) == "Fill this in."


def test_answers_stay_readable_when_the_field_goes_or_the_type_changes(editor: Client):
    first, second = factories.agreement_type(), factories.agreement_type("Second")
    agreement = factories.agreement(type_id=first.id)
    kept, gone = factories.type_field(first, "Discipline"), factories.type_field(first, "Places")
    factories.field_value(agreement, kept, "Nursing")
    factories.field_value(agreement, gone, "Twelve")
    gone.retired_at = now()

    page = editor.visit(f"/agreements/{agreement.id}")
    assert facts(page) == ["Discipline", "Nursing", "No longer asked", "Places", "Twelve"]
    assert name(gone) not in editor.visit(f"/agreements/{agreement.id}/edit").fields()

    editor.fill(f"/agreements/{agreement.id}/edit", type_id=second.id)
    page = editor.visit(f"/agreements/{agreement.id}")
    assert facts(page) == ["No longer asked", "Discipline", "Nursing", "Places", "Twelve"]
    assert said(agreement) == {"Discipline": "Nursing", "Places": "Twelve"}

    editor.fill(f"/agreements/{agreement.id}/edit", type_id=first.id)
    assert said(agreement) == {"Discipline": "Nursing", "Places": "Twelve"}


def test_what_was_typed_for_another_type_comes_back_with_it(editor: Client):
    first, second = factories.agreement_type(), factories.agreement_type("Second")
    field = factories.type_field(first, "Discipline")
    factories.type_field(second, "Places")
    typed = continued(editor, new(first) | {name(field): "Nursing"}).fields()

    other = Page(
        editor.post("/agreements/new", data=typed | {"type_id": second.id, "continue": "1"}).text,
        "/agreements/new",
    ).fields()
    back = Page(
        editor.post("/agreements/new", data=other | {"type_id": first.id, "continue": "1"}).text,
        "/agreements/new",
    ).fields()

    assert back[name(field)] == ["Nursing"]


def test_an_answer_is_emptied(editor: Client):
    kind = factories.agreement_type()
    agreement = factories.agreement(type_id=kind.id)
    field = factories.type_field(kind)
    factories.field_value(agreement, field, "Nursing")

    editor.fill(f"/agreements/{agreement.id}/edit", **{name(field): ""})

    assert said(agreement) == {}


def test_the_second_of_two_who_answer_is_told(editor: Client):
    kind = factories.agreement_type()
    agreement = factories.agreement(type_id=kind.id)
    field = factories.type_field(kind)
    address = f"/agreements/{agreement.id}/edit"
    opened = editor.visit(address).fields()
    editor.fill(address, **{name(field): "Nursing"})

    answer = editor.post(address, data=opened | {name(field): "Surgery"})

    assert answer.status_code == 422
    assert said(agreement) == {"Discipline": "Nursing"}


def test_search_finds_answers_and_follows_when_they_change(editor: Client):
    kind = factories.agreement_type()
    agreement = factories.agreement(type_id=kind.id)
    text = factories.type_field(kind)
    tuition = factories.type_field(kind, "Tuition", kind=FieldKind.CHOICE)
    tuition.offer([Choice("1", "Waived", "免收")])
    person = factories.type_field(kind, "Director", kind=FieldKind.PERSON)
    kari = factories.contact("Kari Nordmann")
    sent = {name(text): "Epidemiology", name(tuition): "1", name(person): kari.id}
    editor.fill(f"/agreements/{agreement.id}/edit", **sent)

    assert all(found(word) for word in ("epidem", "waived", "免收", "nordmann"))

    editor.fill(f"/agreements/{agreement.id}/edit", **{name(text): "Surgery"})
    kari.name_en = "Kari Hansen"
    db.session.flush()
    assert [found(word) for word in ("epidem", "surgery", "nordmann", "hansen")] == [
        False,
        True,
        False,
        True,
    ]


def found(word: str) -> bool:
    return bool(queries.picks(word))


def test_search_follows_a_choice_that_is_renamed(admin: Client):
    kind = factories.agreement_type()
    agreement = factories.agreement(type_id=kind.id)
    field = factories.type_field(kind, "Tuition", kind=FieldKind.CHOICE)
    field.offer([Choice("1", "Waived", None)])
    admin.fill(f"/agreements/{agreement.id}/edit", **{name(field): "1"})

    address = f"/settings/agreement-types/{kind.id}/fields/{field.id}/edit"
    admin.fill(address, **{"choices-0-en": "Free of charge"})

    assert (found("waived"), found("charge")) == (False, True)


@ONE_ENGINE
@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("26", "1", "1"), "Give a year such as 2026 in each row."),
        (("", "1", "1"), "Give a year such as 2026 in each row."),
        (("2025", "-1", "1"), "2025: give whole numbers from 0 to 99999."),
        (("2025", "1.5", "1"), "2025: give whole numbers from 0 to 99999."),
    ],
)
def test_a_year_of_students_is_whole(editor: Client, row: tuple[str, ...], message: str):
    kind = factories.agreement_type(counts_students=True)
    names = ("exchange_years", "exchange_years-sent", "exchange_years-received")

    page = editor.refused("/agreements/new", **new(kind), **dict(zip(names, row, strict=True)))

    assert page.error("exchange_years") == message
    assert page.fields()["exchange_years-sent"][0] == row[1]


def test_a_year_is_counted_once_and_goes_when_its_row_is_emptied(editor: Client):
    kind = factories.agreement_type(counts_students=True)
    agreement = factories.agreement(type_id=kind.id)
    factories.exchange_year(agreement, 2024, 2, 1)
    factories.exchange_year(agreement, 2025, 3, 5)
    address = f"/agreements/{agreement.id}/edit"
    names = ("exchange_years", "exchange_years-sent", "exchange_years-received")

    twice = dict(zip(names, (["2025", "2025"], ["1", "1"], ["1", "1"]), strict=True))
    assert editor.refused(address, **twice).error("exchange_years") == "2025 stands there twice."

    editor.fill(address, **dict(zip(names, (["2025", ""], ["4", ""], ["5", ""]), strict=True)))
    assert [(y.year, y.sent, y.received) for y in answers.years(agreement.id)] == [(2025, 4, 5)]


def test_students_balance(editor: Client):
    kind = factories.agreement_type(counts_students=True)
    agreement = factories.agreement(type_id=kind.id)
    factories.exchange_year(agreement, 2024, 2, 1)
    factories.exchange_year(agreement, 2025, 3, 7)

    page = editor.visit(f"/agreements/{agreement.id}")

    assert facts(page)[1:] == ["2025 3 7 -4", "2024 2 1 +1", "Total 5 8 -3"]
    assert "We have received 3 students more than we sent." in page.text


@ONE_ENGINE
def test_thirty_fields_cost_no_more_statements_than_one(editor: Client, counted: Counted):
    kind, contact = factories.agreement_type(), factories.contact()
    agreement = factories.agreement(type_id=kind.id)
    its = f"/agreements/{agreement.id}"
    pages = (its, f"{its}/edit", f"/agreements?type={kind.id}")

    def cost() -> list[int]:
        sent = []
        for page in pages:
            with counted() as statements:
                editor.get(page)
            sent.append(len(statements))
        return sent

    factories.answer_all(agreement, kind, contact)
    few = cost()
    for number in range(22):
        field = factories.type_field(kind, f"Person {number}", kind=FieldKind.PERSON)
        factories.field_value(agreement, field, factories.contact(f"Contact {number}").id)

    assert cost() == few
    assert max(few) <= 8


def test_the_form_says_what_is_usual_for_the_type(editor: Client):
    kind = factories.agreement_type(term_months=36, notice_days=60)

    page = continued(editor, new(kind))

    assert "Usual for this type: a term of 36 months, 60 days' notice." in page.text
    assert page.fields()["term_months"] == [""]
