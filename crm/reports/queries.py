"""Every SELECT of the reports: sums and counts, one statement a table. No rows are loaded.

All of them select from entities through the session, so that whatever a reader may not see is not
counted either.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    ScalarSelect,
    String,
    Subquery,
    case,
    cast,
    distinct,
    extract,
    func,
    literal,
    null,
    select,
    true,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from crm.agreements import outcomes
from crm.agreements.standings import runs_on
from crm.database import AnyRow, AnySelect, Base, Word
from crm.expressions import Unsought
from crm.extensions import db
from crm.frozen import Frozen
from crm.models import (
    Agreement,
    AgreementType,
    ExchangeYear,
    Partner,
    Party,
    Unit,
    User,
)
from crm.models.unit import agreement_unit
from crm.partners import outcomes as partner_outcomes
from crm.renewals.queries import needs_decision

Clause = ColumnElement[bool]

EVERY: Clause = true()


class Grouping(Word):
    """By what agreements and partners are counted; also the name of the report."""

    CATEGORY = "category"
    TYPE = "type"
    COUNTRY = "country"
    YEAR = "year"
    UNIT = "unit"
    PERSON = "person"


def number_of(clause: Clause) -> Any:
    """How many of the rows meet it; 0 when there are none."""
    return func.coalesce(func.sum(case((clause, 1), else_=0)), 0)


def agreements_by(grouping: Grouping, measures: Sequence[Clause]) -> Sequence[AnyRow]:
    """A row for each group of agreements: its key, and how many meet each of the measures.

    By country an agreement counts in each that one of its partners is in, by unit in each that it
    covers.
    """
    return db.session.execute(_grouped(grouping, measures)).all()


def agreements_by_each(
    groupings: Iterable[Grouping], measures: Sequence[Clause]
) -> Mapping[Grouping, Sequence[AnyRow]]:
    """The same for several groupings in one statement, where each key is a text, with the names of
    groups that are records."""
    parts = [_with_names(grouping, measures) for grouping in groupings]
    found: dict[Grouping, list[AnyRow]] = {grouping: [] for grouping in Grouping}
    for row in db.session.execute(select(union_all(*parts).subquery())):
        found[Grouping(row.grouping)].append(row)
    return found


def _with_names(grouping: Grouping, measures: Sequence[Clause]) -> AnySelect:
    grouped = _grouped(grouping, measures).subquery()
    named = _names(grouping).subquery() if grouping in NAMED else None
    nothing = cast(null(), String)
    columns = ("name_en", "name_zh", "place")
    statement: AnySelect = select(
        literal(grouping.value).label("grouping"),
        cast(grouped.c.key, String).label("key"),
        *(grouped.c[f"n{place}"] for place in range(len(measures))),
        (cast(null(), BigInteger) if named is None else cast(named.c.id, BigInteger)).label("id"),
        *((nothing if named is None else named.c[name]).label(name) for name in columns),
    )
    return statement if named is None else statement.outerjoin(named, named.c.id == grouped.c.key)


def _grouped(grouping: Grouping, measures: Sequence[Clause]) -> AnySelect:
    counted = [number_of(measure).label(f"n{place}") for place, measure in enumerate(measures)]
    if grouping is Grouping.COUNTRY:
        # Each agreement once a country, however many of its partners are there.
        pairs = (
            select(Party.agreement_id, Partner.country.label("country"))
            .join(Partner, Partner.id == Party.partner_id)
            .distinct()
            .subquery()
        )
        key: Any = pairs.c.country
        statement: AnySelect = select(key.label("key"), *counted).select_from(Agreement)
        statement = statement.join(pairs, pairs.c.agreement_id == Agreement.id)
    elif grouping is Grouping.UNIT:
        key = agreement_unit.c.unit_id
        statement = select(key.label("key"), *counted).select_from(Agreement)
        statement = statement.join(agreement_unit, agreement_unit.c.agreement_id == Agreement.id)
    else:
        key = _KEYS[grouping]
        statement = select(key.label("key"), *counted).select_from(Agreement)
    if grouping is Grouping.YEAR:
        statement = statement.where(Agreement.signed_on.is_not(None))
    return statement.group_by(key)


_KEYS: Mapping[Grouping, Any] = {
    Grouping.CATEGORY: Agreement.partner_category,
    Grouping.TYPE: Agreement.type_id,
    Grouping.YEAR: extract("year", Agreement.signed_on),
    Grouping.PERSON: Agreement.owner_id,
}


def partners_by(grouping: Grouping) -> Mapping[Any, int]:
    """How many partners each group has: by their own category, country and person, else those that
    are party to an agreement of the group."""
    own: Mapping[Grouping, InstrumentedAttribute[Any]] = {
        Grouping.CATEGORY: Partner.category,
        Grouping.COUNTRY: Partner.country,
        Grouping.PERSON: Partner.owner_id,
    }
    if grouping in own:
        key: Any = own[grouping]
        statement: AnySelect = select(key, func.count()).select_from(Partner)
    else:
        key = agreement_unit.c.unit_id if grouping is Grouping.UNIT else _KEYS[grouping]
        statement = select(key, func.count(distinct(Party.partner_id))).select_from(Party)
        statement = statement.join(Agreement, Agreement.id == Party.agreement_id)
        if grouping is Grouping.UNIT:
            is_covered = agreement_unit.c.agreement_id == Agreement.id
            statement = statement.join(agreement_unit, is_covered)
        if grouping is Grouping.YEAR:
            statement = statement.where(Agreement.signed_on.is_not(None))
    return {row[0]: row[1] for row in db.session.execute(statement.group_by(key))}


NAMED = (Grouping.TYPE, Grouping.UNIT, Grouping.PERSON)
"""The groups that are records with names."""


def names(grouping: Grouping) -> Sequence[AnyRow]:
    """The groups that have names of their own, in the office's order: number and both names."""
    named = _names(grouping).subquery()
    return db.session.execute(select(named).order_by(named.c.place, named.c.id)).all()


def _names(grouping: Grouping) -> AnySelect:
    tag = literal(grouping.value).label("grouping")
    if grouping is Grouping.TYPE:
        place = cast(AgreementType.place + 100_000, String).label("place")
        return select(tag, AgreementType.id, AgreementType.name_en, AgreementType.name_zh, place)
    if grouping is Grouping.UNIT:
        place = type_coerce(Unit.name_sort, String).label("place")
        return select(tag, Unit.id, Unit.name_en, Unit.name_zh, place)
    place = type_coerce(User.name_sort, String).label("place")
    return select(tag, User.id, User.name.label("name_en"), null().label("name_zh"), place)


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
