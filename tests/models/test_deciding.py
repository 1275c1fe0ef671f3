"""When an agreement has to be decided on."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from crm.extensions import db
from crm.models import Agreement, Decision, Link, Renewal, Stage
from crm.models.deciding import months_of_term, renewed_end, respite_of, review_day
from crm.models.terms import last_day_of_term, months_later
from tests import factories
from tests.conftest import DAY

days = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1))
months = st.integers(min_value=1, max_value=240)


def decide_by(agreement: Agreement) -> date | None:
    return db.session.scalar(select(Agreement.decide_by).where(Agreement.id == agreement.id))


def test_the_decision_is_due_before_notice_and_preparation(app):
    agreement = factories.agreement(
        expires_on=date(2027, 6, 30), notice_days=90, preparation_days=30
    )

    assert decide_by(agreement) == date(2027, 3, 2)


def test_an_endless_agreement_is_due_at_its_review(app):
    agreement = factories.agreement(
        is_open_ended=True, effective_on=date(2024, 2, 29), review_years=3
    )

    assert decide_by(agreement) == date(2027, 2, 28)


def test_a_review_is_counted_from_the_last_one(app):
    agreement = factories.agreement(
        is_open_ended=True, effective_on=date(2020, 1, 1), review_years=3
    )

    agreement.decide(Decision.RENEW, DAY)
    db.session.flush()

    assert (decide_by(agreement), agreement.decision) == (date(2029, 11, 24), None)


def test_an_endless_agreement_whose_start_nobody_knows_has_no_review_day(app):
    agreement = factories.agreement(is_open_ended=True, review_years=3)

    assert decide_by(agreement) is None


def test_a_postponement_takes_the_place_of_the_day_until_the_end_moves(app):
    agreement = factories.agreement(expires_on=date(2027, 6, 30), notice_days=30)

    agreement.postponed_to, agreement.postponed_why = date(2027, 5, 1), "The dean is abroad"
    db.session.flush()
    postponed = decide_by(agreement)
    agreement.expires_on = date(2028, 6, 30)
    db.session.flush()

    assert postponed == date(2027, 5, 1)
    assert (decide_by(agreement), agreement.postponed_why) == (date(2028, 5, 31), None)


def test_a_decision_can_be_put_off_as_long_as_the_partner_can_be_told(app):
    agreement = factories.agreement(expires_on=date(2027, 6, 30), notice_days=90)

    assert respite_of(agreement, DAY).last == date(2027, 4, 1)
    assert respite_of(agreement, date(2027, 4, 1)).last == date(2027, 4, 1)
    assert respite_of(agreement, date(2027, 4, 2)).last is None


def test_an_agreement_whose_end_is_unknown_cannot_be_put_off(app):
    assert respite_of(factories.agreement(), DAY).last is None


@pytest.mark.parametrize(
    ("to", "too_soon", "too_late"),
    [
        (date(2027, 3, 1), True, False),
        (date(2027, 3, 2), True, False),
        (date(2027, 3, 3), False, False),
        (date(2027, 4, 1), False, False),
        (date(2027, 4, 2), False, True),
    ],
)
def test_a_decision_is_put_off_to_a_day_after_its_own(
    app, to: date, too_soon: bool, too_late: bool
):
    end = date(2027, 6, 30)
    agreement = factories.agreement(expires_on=end, notice_days=90, preparation_days=30)

    respite = respite_of(agreement, DAY)

    assert (respite.is_too_soon(to), respite.is_too_late(to)) == (too_soon, too_late)


def test_what_was_put_off_before_may_be_so_to_any_earlier_day(app):
    agreement = factories.agreement(expires_on=date(2027, 6, 30), notice_days=90)
    agreement.postponed_to, agreement.postponed_why = date(2027, 3, 20), "The dean is abroad"
    db.session.flush()

    assert not respite_of(agreement, DAY).is_too_soon(DAY)


def automatic(**given: object) -> Agreement:
    """Of a year that ended on 30 June."""
    year = {"effective_on": date(2025, 7, 1), "expires_on": date(2026, 6, 30)}
    made = factories.agreement(**{"renewal": Renewal.AUTOMATIC} | year | given)
    made.type = factories.shipped_type()
    return made


def test_an_agreement_renews_by_itself_for_as_long_as_it_ran(app):
    assert automatic().end_if_renewed(DAY) == date(2027, 6, 30)


def test_an_agreement_renews_by_itself_for_the_term_agreed(app):
    assert automatic(renewal_months=6).end_if_renewed(DAY) == date(2026, 12, 31)


def test_without_a_start_it_renews_for_the_usual_term_of_its_type(app):
    agreement = automatic(effective_on=None)

    assert agreement.type.term_months == 60
    assert agreement.end_if_renewed(DAY) == date(2031, 6, 30)


@pytest.mark.parametrize(
    "given",
    [
        {"renewal": Renewal.MUTUAL},
        {"decision": Decision.END, "decided_on": DAY},
        {"expires_on": DAY},
        {"expires_on": None},
        {"stage": Stage.TERMINATED},
        {"link": Link.ANNEX},
    ],
)
def test_nothing_else_renews_by_itself(app, given):
    if "link" in given:
        given = given | {"parent_id": factories.agreement("Main").id}

    assert automatic(**given).end_if_renewed(DAY) is None


def test_a_renewal_moves_the_end_and_asks_for_a_new_decision(app):
    agreement = automatic(notice_days=30)
    agreement.decide(Decision.RENEW, date(2026, 5, 1))

    agreement.renewed_to = agreement.end_if_renewed(DAY)
    db.session.flush()

    assert (agreement.ends_on, agreement.decision) == (date(2027, 6, 30), None)
    assert decide_by(agreement) == date(2027, 5, 31)


@given(days, months, st.integers(min_value=0, max_value=8000))
def test_a_renewed_agreement_ends_with_the_first_term_that_holds_the_day(end, length, later):
    day = end + timedelta(days=later)

    renewed = renewed_end(end, length, day)

    terms = [end, *(last_day_of_term(end + timedelta(days=1), length * n) for n in range(1, 300))]
    assert renewed == next(term for term in terms if term >= day)


@given(days, months)
def test_the_months_of_a_term_are_found_again(start, length):
    end = last_day_of_term(start, length)

    found = months_of_term(start, end)

    assert found is not None
    assert last_day_of_term(start, found) == end


@given(days, st.integers(min_value=-400, max_value=4000))
def test_only_whole_months_are_a_term(start, length):
    end = start + timedelta(days=length)

    found = months_of_term(start, end)

    ends = {last_day_of_term(start, number) for number in range(1, 200)}
    assert (found is not None) == (end in ends)


@given(days, st.integers(min_value=1, max_value=50))
def test_a_review_is_on_the_same_day_of_a_later_year(last, years):
    due = review_day(last, years)

    assert due is not None
    assert (due.year, due.month) == (last.year + years, last.month)
    assert due.day in {last.day, calendar.monthrange(due.year, due.month)[1]}
    assert due == months_later(last, 12 * years)
