"""Obligations on the agreement's page and in their list: added, shown, changed, ended."""

from datetime import timedelta

from sqlalchemy import select

from crm.extensions import db
from crm.models import Act, Obligation, Task
from tests import factories
from tests.client import Client
from tests.conftest import DAY


def the_obligation() -> Obligation:
    db.session.expire_all()
    return db.session.scalars(select(Obligation)).one()


def test_a_promise_is_noted_on_the_page_of_its_agreement(editor: Client):
    partner = factories.partner("University of Oslo")
    agreement = factories.agreement("Nursing exchange", partner)
    address = f"/agreements/{agreement.id}"

    answer = editor.fill(
        f"{address}/obligations/new",
        kind="pay",
        text="Pay the second instalment",
        partner_id=str(partner.id),
        amount="12,500.50",
        currency="EUR",
        due_on="2026-12-04",
        every_months="6",
    )

    assert answer.location == f"{address}#obligations"
    page = editor.visit(address)
    (line,) = page.texts("ul", class_="obligations")
    for part in ("Pay the second instalment", "EUR 12,500.50", "University of Oslo", "4 Dec 2026"):
        assert part in line
    assert "University of Oslo: Pay the second instalment" in page.text


def test_what_was_not_kept_in_time_is_marked_until_its_task_is_ticked(editor: Client):
    agreement = factories.agreement()
    editor.fill(f"/agreements/{agreement.id}/obligations/new", text="Report", due_on="2026-11-20")
    task = db.session.scalars(select(Task)).one()
    address = f"/agreements/{agreement.id}"
    assert "Overdue" in editor.visit(address).texts("ul", class_="obligations")[0]

    editor.send(f"/tasks/{task.id}/done")

    assert "Nothing more is due" in editor.visit(address).texts("ul", class_="obligations")[0]


def test_bad_input_is_explained_beside_its_field_and_nothing_typed_is_lost(editor: Client):
    agreement = factories.agreement()
    address = f"/agreements/{agreement.id}/obligations/new"

    page = editor.refused(address, text="", amount="a lot", due_on="", days_ahead="-1")
    assert page.error("text") == "Fill this in."
    assert "Write a number" in page.error("amount")
    assert page.error("due_on") == "Give the day on which it is due, the first one if it repeats."
    assert page.error("days_ahead")
    assert page.value("amount") == "a lot"

    page = editor.refused(address, text="Pay", amount="5", due_on="2027-01-01")
    assert page.error("currency") == "Choose the currency."
    page = editor.refused(address, text="Pay", due_on="2027-01-01", ends_on="2027-02-01")
    assert page.error("ends_on") == "What is owed once needs no last day."
    page = editor.refused(
        address, text="Pay", due_on="2027-01-01", every_months="1", ends_on="2026-12-01"
    )
    assert page.error("ends_on") == "Give a day that is not before the first due date."


def test_only_parties_to_the_agreement_can_owe_something(editor: Client):
    stranger = factories.partner("Stranger")
    agreement = factories.agreement("Nursing", factories.partner("Oslo"))

    page = editor.refused(
        f"/agreements/{agreement.id}/obligations/new",
        text="Pay",
        due_on="2027-01-01",
        partner_id=str(stranger.id),
    )

    assert page.error("partner_id") == "Choose one of the list."


def test_the_form_shows_what_was_kept_and_saving_it_changes_nothing(editor: Client):
    agreement = factories.agreement()
    editor.fill(
        f"/agreements/{agreement.id}/obligations/new",
        text="Board meets",
        kind="meet",
        due_on="2027-01-31",
        every_months="3",
        ends_on="2030-12-31",
        days_ahead="45",
    )
    before = the_obligation()
    kept = (before.kind, before.due_on, before.every_months, before.ends_on, before.days_ahead)

    editor.fill(f"/obligations/{before.id}/edit")

    after = the_obligation()
    assert (after.kind, after.due_on, after.every_months, after.ends_on, after.days_ahead) == kept


def test_it_is_ended_and_owed_again_from_its_page(editor: Client):
    obligation = factories.obligation(factories.agreement())

    editor.send(f"/obligations/{obligation.id}/end")
    assert the_obligation().ended_on == DAY
    assert "Ended by us" in editor.visit(f"/obligations/{obligation.id}").text

    editor.send(f"/obligations/{obligation.id}/resume")
    assert the_obligation().ended_on is None


def test_the_list_finds_by_words_by_who_owes_and_by_what_is_overdue(viewer: Client):
    partner = factories.partner("Oslo")
    agreement = factories.agreement("Nursing", partner)
    factories.obligation(agreement, "Yearly report to the ministry", due_on=DAY - timedelta(days=1))
    factories.obligation(agreement, "Deliver the ultrasound", partner=partner)

    def found(query: str) -> list[str]:
        return viewer.visit(f"/obligations?{query}").texts("a", class_="name")

    assert found("q=ministry") == ["Yearly report to the ministry"]
    assert found("owing=them") == ["Deliver the ultrasound"]
    assert found("status=overdue") == ["Yearly report to the ministry"]
    assert found(f"agreement={agreement.id}") == [
        "Yearly report to the ministry",
        "Deliver the ultrasound",
    ]


def test_what_lies_beyond_the_end_of_the_agreement_is_not_due(viewer: Client):
    agreement = factories.agreement(expires_on=DAY + timedelta(days=5))
    factories.obligation(agreement, "Monthly call", every_months=1)

    assert viewer.visit("/obligations?status=open").texts("a", class_="name") == []


def test_obligations_go_with_their_agreement_and_the_history_says_so(editor: Client):
    agreement = factories.agreement("Double degree")
    obligation = factories.obligation(agreement, "Send the report")
    factories.task(obligation=obligation, obligation_due_on=obligation.due_on)

    editor.send(f"/agreements/{agreement.id}/delete")

    assert db.session.scalars(select(Obligation)).all() == []
    deleted = {change.name for change in factories.changes() if change.act is Act.DELETED}
    assert deleted >= {"Double degree", "Send the report"}
