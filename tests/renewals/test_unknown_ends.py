"""The queue of unknown ends: filled in row after row."""

from datetime import date

from crm.extensions import db
from crm.models import Agreement
from tests import factories
from tests.client import Client
from tests.conftest import DAY


def shown(agreement: Agreement) -> Agreement:
    return db.session.get_one(Agreement, agreement.id, populate_existing=True)


def test_the_queue_holds_what_is_signed_and_has_no_known_end(viewer: Client):
    factories.agreement("Unknown")
    factories.agreement("Known", expires_on=DAY)
    factories.agreement("Endless", is_open_ended=True, review_years=3)
    factories.agreement("Draft", stage="draft")

    assert viewer.visit("/renewals/unknown").texts("a", class_="name") == ["Unknown"]


def test_an_end_is_filled_in_and_the_next_row_is_at_hand(editor: Client):
    partner = factories.partner()
    one, two = factories.agreement("A", partner), factories.agreement("B", partner)

    address = f"/renewals/unknown/{one.id}?row={two.id}"
    answer = editor.send(address, expires_on="2027-06-30", version=one.version)
    page = editor.get(answer.location).text

    assert (shown(one).expires_on, shown(one).ends_on) == (date(2027, 6, 30),) * 2
    assert f"/agreements/{one.id}" not in page
    assert page.count("autofocus") == 1


def test_a_queue_can_be_told_that_there_is_no_end(editor: Client):
    agreement = factories.agreement("A")

    editor.send(f"/renewals/unknown/{agreement.id}", is_open_ended="y", effective_on="2020-01-01")

    kept = shown(agreement)
    assert (kept.is_open_ended, kept.effective_on) == (True, date(2020, 1, 1))


def test_a_row_says_what_is_wrong_with_it_and_keeps_what_was_typed(editor: Client):
    agreement, other = factories.agreement("A"), factories.agreement("B")

    nothing = editor.send(f"/renewals/unknown/{agreement.id}")
    early = editor.send(
        f"/renewals/unknown/{agreement.id}", effective_on="2027-01-01", expires_on="2026-01-01"
    )
    both = editor.send(
        f"/renewals/unknown/{agreement.id}", expires_on="2026-01-01", is_open_ended="y"
    )

    assert "Give the end date, or tick “open-ended”." in nothing.text
    assert "Give a day after 1 Jan 2027" in early.text
    assert 'value="2026-01-01"' in early.text
    assert "not both" in both.text
    assert {answer.status_code for answer in (nothing, early, both)} == {422}
    assert (shown(agreement).expires_on, shown(other).expires_on) == (None, None)


def test_an_end_that_somebody_else_filled_in_meanwhile_is_not_overwritten(editor: Client):
    agreement = factories.agreement("A")
    seen = agreement.version
    shown(agreement).expires_on = date(2028, 1, 1)
    db.session.flush()

    answer = editor.send(f"/renewals/unknown/{agreement.id}", expires_on="2027-06-30", version=seen)

    assert answer.status_code == 422
    assert shown(agreement).expires_on == date(2028, 1, 1)


def test_an_end_before_it_was_signed_is_refused(editor: Client):
    agreement = factories.agreement("Exchange", signed_on=DAY)
    address = f"/renewals/unknown/{agreement.id}"

    answer = editor.send(address, expires_on=DAY.isoformat(), version=agreement.version)

    assert answer.status_code == 422
    assert "Give a day after 24 Nov 2026, when it was signed." in answer.text
    assert shown(agreement).expires_on is None
