"""Agreements and partners counted by group: one statement for a grouping, or for several at once.

They select from entities through the session, so that whatever a reader may not see is not counted
either.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    String,
    cast,
    distinct,
    extract,
    func,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from crm.database import AnyRow, AnySelect, Word
from crm.extensions import db
from crm.models import Agreement, AgreementType, Partner, Party, Unit, User
from crm.models.unit import agreement_unit
from crm.reports.queries import Clause, number_of


class Grouping(Word):
    """By what agreements and partners are counted; also the name of the report."""

    CATEGORY = "category"
    TYPE = "type"
    COUNTRY = "country"
    YEAR = "year"
    UNIT = "unit"
    PERSON = "person"


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
    are party to an agreement of the group; by year, those that have signed it."""
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
            statement = statement.where(Agreement.signed_on.is_not(None), Party.has_signed)
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
