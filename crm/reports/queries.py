"""Every SELECT of the reports: sums and counts, one statement a table. No rows are loaded.

All of them select from entities through the session, so that whatever a reader may not see is not
counted either.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    ScalarSelect,
    Subquery,
    case,
    func,
    literal,
    select,
    true,
    union_all,
)

from crm.agreements import outcomes
from crm.agreements.standings import runs_on
from crm.database import AnyRow, AnySelect, Base
from crm.expressions import Unsought
from crm.extensions import db
from crm.frozen import Frozen
from crm.models import (
    Agreement,
    ExchangeYear,
    Partner,
    User,
)
from crm.partners import outcomes as partner_outcomes
from crm.renewals.queries import needs_decision

Clause = ColumnElement[bool]

EVERY: Clause = true()


def number_of(clause: Clause) -> Any:
    """How many of the rows meet it; 0 when there are none."""
    return func.coalesce(func.sum(case((clause, 1), else_=0)), 0)


class Lacking(Frozen):
    """What those of a kind that meet the clause may lack, by the name of the gap."""

    model: type[Base]
    clause: Clause
    gaps: Mapping[str, Clause]

    def counted(self) -> Subquery:
        """One row: how many of them have each of the gaps."""
        numbers = (number_of(lacks).label(gap) for gap, lacks in self.gaps.items())
        return select(*numbers).select_from(self.model).where(self.clause).subquery()


def lacking_agreements(day: date | None) -> Lacking:
    """Of those in force on that day, else of all that were signed."""
    # A case, since SQLite would otherwise gather the rows by several indexes, which takes longer.
    among = outcomes.was_signed() if day is None else case((runs_on(day), 1), else_=0) == 1
    return Lacking(Agreement, among, {gap: lack() for gap, lack in outcomes.GAPS.items()})


def lacking_partners(day: date, among: Clause) -> Lacking:
    gaps = {gap: lacks(day) for gap, lacks in partner_outcomes.GAPS.items()}
    return Lacking(Partner, among, gaps | {"country": Partner.country.is_(None)})


def gaps(*asked: Lacking) -> list[Mapping[str, int]]:
    """How many of each lack each thing, in one statement."""
    first, *others = (one.counted() for one in asked)
    joined: FromClause = first
    for other in others:
        joined = joined.join(other, true())
    numbers = iter(db.session.execute(select(first, *others).select_from(joined)).one())
    return [{gap: next(numbers) for gap in one.gaps} for one in asked]


YearFigures = tuple[int, int, int, int]
"""Signed, ended, came up for renewal and renewed in a year."""


def outcomes_by_year(years: Sequence[int], day: date) -> Mapping[int, YearFigures]:
    """What became of agreements in each of the years. Each year is counted along the indexes of
    its days, so that the other years cost nothing."""
    found = union_all(*(_outcomes_of(year, day) for year in years)).subquery()
    rows = db.session.execute(select(found)).all()
    return {row.year: (row.signed, row.ended, row.came_up, row.renewed) for row in rows}


def _outcomes_of(year: int, day: date) -> AnySelect:
    first, last = outcomes.year_of(year)
    signed, ended = outcomes.signed_in(first, last), outcomes.ended_in(first, last, day)
    came_up = select(
        literal(year).label("year"),
        _count(Agreement, signed).label("signed"),
        _count(Agreement, ended).label("ended"),
        func.count().label("came_up"),
        number_of(outcomes.goes_on(first, last, day)).label("renewed"),
    )
    return came_up.select_from(Agreement).where(outcomes.came_up_in(first, last, day))


def first_year_of_signing() -> int | None:
    """The year in which the first agreement was signed, as far as anybody knows."""
    first = db.session.scalar(select(func.min(Agreement.signed_on)))
    return first.year if first is not None else None


def decisions_in(spans: Iterable[Clause]) -> list[int]:
    """How many of the decisions that wait are due in each of the spans."""
    waits = needs_decision()
    return counts(Agreement, [waits & span for span in spans])


def counts(model: type[Base], clauses: Iterable[Clause]) -> list[int]:
    """How many rows meet each of the conditions, each found by its own index."""
    counted = (_count(model, clause) for clause in clauses)
    return list(db.session.execute(select(*counted)).one())


def _count(model: type[Base], clause: Clause) -> ScalarSelect[int]:
    counted = select(func.count()).select_from(model).where(clause)
    return counted.correlate(None).scalar_subquery()


def overdue_by_person(day: date) -> Sequence[AnyRow]:
    """How many decisions should have been taken before that day, by who is responsible, the most
    first."""
    # Not along the index of people: that of the days has all that is asked for.
    owner = Unsought(Agreement.owner_id)
    late = (
        select(owner.label("owner_id"), func.count().label("number"))
        .where(needs_decision(), Agreement.decide_by < day)
        .group_by(owner)
        .subquery()
    )
    people = select(late.c.owner_id.label("id"), User.name, late.c.number)
    people = people.outerjoin(User, User.id == late.c.owner_id)
    order = (late.c.number.desc(), User.name_sort, late.c.owner_id)
    return db.session.execute(people.order_by(*order)).all()


def numbers(day: date) -> tuple[int, int, int]:
    """How many partners there are, agreements in force, and decisions that are overdue."""
    late = needs_decision() & (Agreement.decide_by < day)
    clauses = ((Partner, EVERY), (Agreement, runs_on(day)), (Agreement, late))
    counted = (_count(model, clause) for model, clause in clauses)
    row = db.session.execute(select(*counted)).one()
    return row[0], row[1], row[2]


def students_by_year() -> Sequence[AnyRow]:
    """The agreements with numbers of students for a year, and the students, the last year first."""
    statement = (
        select(
            ExchangeYear.year,
            func.count().label("agreements"),
            func.sum(ExchangeYear.sent).label("sent"),
            func.sum(ExchangeYear.received).label("received"),
        )
        .join(Agreement, Agreement.id == ExchangeYear.agreement_id)
        .group_by(ExchangeYear.year)
    )
    return db.session.execute(statement.order_by(ExchangeYear.year.desc())).all()
