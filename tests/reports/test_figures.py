"""Each figure of each report is the number of rows of the list that it leads to."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import func, select

from crm.agreements.outcomes import came_up_in, renewed_in, year_of
from crm.agreements.standings import is_among_running, ran_on
from crm.exports.lists import LISTS
from crm.extensions import db
from crm.models import (
    Agreement,
    Decision,
    DocumentKind,
    HappeningKind,
    Link,
    Renewal,
    ReviewStage,
    Role,
    Stage,
)
from crm.partners.lists import partner_list
from crm.reports import headline, outlook
from crm.reports.groupings import Grouping, partners_by
from crm.reports.renewing import quarters_from
from crm.reports.shelf import REPORTS
from crm.reports.tables import Figure, Line
from crm.reports.year import year_report
from crm.web.locale import Reader
from tests import factories
from tests.conftest import DAY
from tests.databases import empty
from tests.web.test_filters import fill_every_choice


def fill_with_outcomes() -> None:
    """Agreements of every fate, so that no figure is nought."""
    oslo = factories.partner("University of Oslo", country="NO")
    lund = factories.partner("Lund University", country="SE")
    home = factories.partner("Bergen Hospital", country="NO")
    unit = factories.unit()
    ended = {"signed_on": date(2020, 5, 1), "effective_on": date(2020, 5, 1)}
    gone = date(2025, 4, 30)
    factories.agreement("Let end", oslo, lund, home, **ended, expires_on=gone, units=[unit])
    old = factories.agreement("Old", oslo, **ended, expires_on=gone)
    follows = {"signed_on": date(2025, 4, 1), "predecessor_id": old.id, "room": "A 12"}
    new = factories.agreement("New", oslo, **follows, units=[unit], is_open_ended=True)
    amended = factories.agreement("Amended", lund, **ended, expires_on=date(2026, 4, 30))
    factories.agreement(
        "Amendment",
        lund,
        parent_id=amended.id,
        link=Link.AMENDS,
        signed_on=date(2026, 3, 1),
        expires_on=date(2029, 4, 30),
    )
    closed = {**ended, "expires_on": date(2030, 4, 30), "closed_on": date(2026, 2, 1)}
    factories.agreement("Terminated", lund, stage=Stage.TERMINATED, **closed)
    factories.agreement("Superseded", home, stage=Stage.SUPERSEDED, **closed)
    by_itself = factories.agreement(
        "By itself", home, **ended, expires_on=date(2023, 4, 30), renewal=Renewal.AUTOMATIC
    )
    by_itself.renewed_to = date(2028, 4, 30)
    for closed_on, to in ((date(2023, 5, 1), 2025), (date(2025, 5, 1), 2028)):
        factories.review(
            by_itself,
            stage=ReviewStage.RENEWED,
            closed_on=closed_on,
            renewed_to=date(to, 4, 30),
        )
    factories.document(agreement_id=new.id, kind=DocumentKind.SIGNED)
    for year in (2025, 2026):
        factories.exchange_year(new, year, sent=5, received=3)
        factories.exchange_year(amended, year, sent=1, received=4)
    factories.happening(kind=HappeningKind.VISIT, happened_on=DAY, agreement_id=new.id)
    factories.position(factories.contact(), lund)


@pytest.fixture(scope="module")
def filled(office: Flask) -> Iterator[Reader]:
    with office.app_context():
        empty(db.engine)
        person = factories.user(role=Role.ADMIN)
        fill_every_choice(person)
        fill_with_outcomes()
        db.session.commit()
        with force_locale("en"):
            yield Reader(DAY, person.id, "en", sees_all=True)
        db.session.remove()


def counts_rows(figure: Figure) -> bool:
    return figure.room is not None and not (figure.is_rate or figure.is_sum)


def rows_of(figure: Figure, reader: Reader) -> int:
    return LISTS[figure.room].count({k: str(v) for k, v in figure.args.items()}, reader)


@pytest.mark.parametrize("name", REPORTS)
def test_each_figure_is_the_number_of_rows_of_its_list(filled: Reader, name: str):
    lines: list[tuple[str, Line]] = [
        (table.name, line)
        for table in REPORTS[name].tables(filled)
        for line in [*table.lines, *([table.total] if table.total else [])]
    ]

    counted = [
        (table, line.label, place, figure.number, rows_of(figure, filled))
        for table, line in lines
        for place, figure in enumerate(line.figures)
        if counts_rows(figure)
    ]
    assert counted
    assert [one for one in counted if one[3] != one[4]] == []
    assert sum(number for *_one, number in counted) > 0


def test_each_figure_of_a_year_is_the_number_of_rows_of_its_list(filled: Reader):
    for year in (2025, 2026):
        report = year_report(year, filled)
        figures = [figure for _label, figure in report.head]
        figures += [
            figure
            for _title, tables in report.parts
            for table in tables
            for line in [*table.lines, *([table.total] if table.total else [])]
            for figure in line.figures
        ]

        linked = [figure for figure in figures if counts_rows(figure)]
        assert len(linked) > 50
        assert [f for f in figures if f.room is None and f.number is not None] == []
        assert [f for f in linked if f.number != rows_of(f, filled)] == []


def test_each_figure_of_the_whole_office_is_the_number_of_rows_of_its_list(filled: Reader):
    figures = [figure for _label, figure in headline.figures(filled)]
    for table in (outlook.ending(filled), outlook.overdue(filled)):
        assert table.lines
        figures += [figure for line in table.lines for figure in line.figures]

    assert [f for f in figures if f.number != rows_of(f, filled)] == []


def figures(name: str, reader: Reader, label: str) -> list[object]:
    (table, *_rest) = REPORTS[name].tables(reader)
    return next([f.number for f in line.figures] for line in table.lines if line.label == label)


def test_what_came_up_and_what_was_renewed(filled: Reader):
    """Of 2025: let end, and followed by another; one that renewed by itself again; that came
    up in 2023 for the first time."""
    assert figures("renewals", filled, "2025")[1:] == [2, 3, 2, Decimal(2) / 3]
    assert figures("renewals", filled, "2024")[1:] == [0, 0, 0, None]
    assert figures("renewals", filled, "2023")[1:] == [0, 1, 1, 1]


def test_quarters_begin_today_and_go_on_without_a_gap():
    quarters = quarters_from(date(2026, 11, 24), 3)

    assert quarters == [
        (date(2026, 11, 24), date(2026, 12, 31)),
        (date(2027, 1, 1), date(2027, 3, 31)),
        (date(2027, 4, 1), date(2027, 6, 30)),
    ]


def test_what_was_terminated_never_came_up(filled: Reader):
    """Of the three of 2026 that were moved on by an amendment, superseded and terminated."""
    came_up = select(Agreement.title_en).where(came_up_in(*year_of(2026), DAY))
    titles = set(db.session.scalars(came_up))

    assert titles & {"Amended", "Amendment", "Superseded", "Terminated"} == {
        "Amended",
        "Superseded",
    }


@pytest.mark.usefixtures("app")
def test_a_past_year_counts_nothing_that_began_after_it():
    began = {"signed_on": date(2022, 1, 1), "effective_on": date(2022, 1, 1)}
    factories.agreement("Terminated", stage=Stage.TERMINATED, **began, closed_on=date(2024, 1, 1))
    factories.agreement("Begun some day", signed_on=date(2022, 1, 1), is_open_ended=True)

    for year, number in ((2019, 0), (2022, 2), (2025, 1)):
        for clause in (ran_on(date(year, 12, 31)), is_among_running(date(year, 12, 31))):
            found = select(func.count()).select_from(Agreement).where(clause)
            assert db.session.scalar(found) == number, year


@pytest.mark.usefixtures("app")
def test_the_last_term_of_what_renewed_by_itself_came_up_and_was_let_end():
    ended = {"expires_on": date(2022, 4, 30), "renewal": Renewal.AUTOMATIC}
    agreement = factories.agreement("By itself", signed_on=date(2020, 5, 1), **ended)
    agreement.renewed_to = date(2024, 4, 30)
    db.session.flush()  # an end that moves has to be decided anew
    agreement.decision, agreement.decided_on = Decision.END, date(2024, 1, 1)
    db.session.flush()

    def number(clause):
        return db.session.scalar(select(func.count()).select_from(Agreement).where(clause))

    assert number(came_up_in(*year_of(2024), DAY)) == 1
    assert number(renewed_in(*year_of(2024), DAY)) == 0
    assert number(renewed_in(*year_of(2022), DAY)) == 1


def test_who_has_not_signed_an_alliance_counts_in_no_year_of_signing(app: Flask):
    oslo, lund = factories.partner("Oslo"), factories.partner("Lund")
    alliance = factories.agreement("Alliance", oslo, lund, signed_on=date(2025, 4, 1))
    alliance.parties[1].has_signed = False
    db.session.flush()
    reader = Reader(DAY, None, "en", sees_all=True)

    listed = [row.name_en for row in partner_list.page({"signed": "2025"}, reader).rows]

    assert listed == ["Oslo"]
    assert partners_by(Grouping.YEAR) == {2025: 1}
    assert partner_list.count({"type": str(alliance.type_id)}, reader) == 2
