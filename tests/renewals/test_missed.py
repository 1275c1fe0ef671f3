"""What ended, or went on, without a decision: renewals by themselves, and the report."""

from datetime import date, timedelta

from crm.extensions import db
from crm.models import Agreement, Decision, Link, Renewal, Review, ReviewStage, Stage
from crm.renewals.by_itself import renew_all_due
from tests import factories
from tests.client import Client
from tests.conftest import DAY

YESTERDAY = DAY - timedelta(days=1)
FIVE_YEARS = date(2021, 11, 24)
"""A term of five years from here ended yesterday."""


def automatic(title: str = "Automatic", **given: object) -> Agreement:
    years = {"effective_on": FIVE_YEARS, "expires_on": date(2026, 11, 23)}
    return factories.agreement(title, renewal=Renewal.AUTOMATIC, **years | given)


def review_of(agreement: Agreement) -> Review:
    return db.session.query(Review).filter_by(agreement_id=agreement.id).one()


def test_what_nobody_ended_in_time_renews_by_itself_once(app):
    agreement = automatic()
    db.session.commit()

    first, second = renew_all_due(DAY), renew_all_due(DAY)

    assert (first, second) == (1, 0)
    db.session.refresh(agreement)
    assert agreement.ends_on == date(2031, 11, 23)
    review = review_of(agreement)
    assert (review.stage, review.renewed_to) == (ReviewStage.RENEWED, date(2031, 11, 23))


def test_a_review_that_came_too_late_is_closed_by_the_renewal(app):
    agreement = automatic()
    started = factories.kept(Review(agreement_id=agreement.id, started_on=YESTERDAY))
    db.session.commit()

    renew_all_due(DAY)

    assert review_of(agreement).id == started.id
    assert review_of(agreement).closed_on == DAY


def test_one_that_was_ended_in_time_does_not_renew(app):
    automatic(decision=Decision.END, decided_on=YESTERDAY)
    db.session.commit()

    assert renew_all_due(DAY) == 0


def test_one_whose_term_nobody_can_know_is_left_to_the_desk(app):
    kind = factories.agreement_type("Own")
    automatic(type_id=kind.id, effective_on=None)
    db.session.commit()

    assert renew_all_due(DAY) == 0


def report(reader: Client, **asked: str) -> list[str]:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return reader.visit(f"/renewals/missed?{query}").texts("a", class_="name")


def test_the_report_lists_what_ended_without_a_decision(viewer: Client):
    factories.agreement("Undecided", expires_on=YESTERDAY)
    factories.agreement("Decided", expires_on=YESTERDAY, decision="end", decided_on=YESTERDAY)
    factories.agreement("Running", expires_on=DAY)
    followed = factories.agreement("Followed", expires_on=YESTERDAY)
    factories.agreement("Successor", predecessor_id=followed.id, expires_on=DAY)

    assert report(viewer) == ["Undecided"]
    assert report(viewer, what="ended") == ["Undecided"]


def test_the_report_lists_what_renewed_by_itself(viewer: Client):
    automatic("Nobody looked")
    automatic("Somebody wanted it", decision=Decision.RENEW, decided_on=YESTERDAY)
    db.session.commit()
    renew_all_due(DAY)

    assert report(viewer, what="renewed") == ["Nobody looked"]


def test_the_report_lists_what_ended_before_its_renewal_was_signed(viewer: Client):
    to_renew = {"decision": Decision.RENEW, "decided_on": YESTERDAY}
    lapsed = factories.agreement("Lapsed", expires_on=YESTERDAY, **to_renew)
    factories.agreement("Draft", predecessor_id=lapsed.id, stage=Stage.DRAFT)

    assert report(viewer, what="lapsed") == ["Lapsed"]


def test_the_report_comes_as_a_spreadsheet(viewer: Client):
    factories.agreement("Undecided", expires_on=YESTERDAY)

    lines = viewer.get("/renewals/missed/export.csv").text.splitlines()

    assert len(lines) == 2
    assert "Ended undecided" in lines[1]


def renewed(**given: object) -> Agreement:
    """Ran for the year 2025 and has gone on by itself since."""
    year = {"effective_on": date(2025, 1, 1), "expires_on": date(2025, 12, 31)}
    agreement = factories.agreement("Main", renewal=Renewal.AUTOMATIC, **year | given)
    renew_all_due(DAY)
    return agreement


def amended(
    agreement: Agreement, ends_on: date, effective_on: date = date(2026, 11, 1)
) -> Agreement:
    """Another end was agreed on, in this month unless said otherwise."""
    said = {"effective_on": effective_on, "expires_on": ends_on}
    of_it = {"parent_id": agreement.id, "link": Link.AMENDS}
    return factories.agreement("Amendment", factories.partner("Bergen"), **said, **of_it)


def ends_on(agreement: Agreement) -> date | None:
    return db.session.get_one(Agreement, agreement.id, populate_existing=True).ends_on


def test_an_amendment_counts_though_the_agreement_has_renewed_by_itself_before(app):
    agreement = renewed(renewal_months=24)
    before = ends_on(agreement)

    amendment = amended(agreement, date(2026, 12, 31))
    moved = ends_on(agreement)
    amendment.assign({"expires_on": date(2027, 1, 31)})
    db.session.flush()

    assert (before, moved) == (date(2027, 12, 31), date(2026, 12, 31))
    assert ends_on(agreement) == date(2027, 1, 31)


def test_an_end_that_is_corrected_takes_back_what_renewed_after_the_wrong_one(app):
    agreement = renewed()

    agreement.assign({"expires_on": date(2026, 6, 30), "renewal_months": 12})
    db.session.flush()
    corrected = ends_on(agreement)
    renew_all_due(DAY)

    assert (corrected, ends_on(agreement)) == (date(2026, 6, 30), date(2027, 6, 30))


def test_after_an_amendment_it_renews_from_the_end_that_was_amended(app):
    agreement = factories.agreement(
        "Main",
        effective_on=date(2024, 1, 1),
        expires_on=date(2024, 12, 31),
        renewal=Renewal.AUTOMATIC,
    )
    amended(agreement, date(2025, 6, 30), effective_on=date(2024, 11, 1))

    renew_all_due(DAY)
    first = ends_on(agreement)
    renew_all_due(date(2027, 7, 1))

    assert (first, ends_on(agreement)) == (date(2027, 6, 30), date(2028, 6, 30))
