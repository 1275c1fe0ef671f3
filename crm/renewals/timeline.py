"""The agreements that run in some years, in groups: the SELECTs of the timeline."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Subquery, func, literal, null, select, union_all

from crm.agreements.queries import rows
from crm.agreements.standings import standing_on
from crm.database import AnyRow, AnySelect, Word
from crm.expressions import one_of
from crm.extensions import db
from crm.frozen import Frozen
from crm.models import Agreement, AgreementType, Category, Stage, User
from crm.models.life import CLOSED_EARLY
from crm.renewals.picture import Bar, Years
from crm.renewals.queries import needs_decision

Chosen = Iterable[ColumnElement[bool]]


class Grouping(Word):
    TYPE = "type"
    CATEGORY = "category"
    """Of the partner who is named first."""

    PERSON = "person"


COLUMNS: Mapping[Grouping, Any] = {
    Grouping.TYPE: Agreement.type_id,
    Grouping.CATEGORY: Agreement.partner_category,
    Grouping.PERSON: Agreement.owner_id,
}


class Size(Frozen):
    """A group with how many agreements of it run in the years."""

    key: Any
    name_en: str | None
    name_zh: str | None
    number: int


class Stretch(Frozen):
    """The rows of one group that are on a page; `skipped` of the same stand on pages before."""

    size: Size
    skipped: int
    rows: list[AnyRow]


def runs_within(first: date, last: date) -> ColumnElement[bool]:
    """Whether it is, or was, in force on a day from `first` to `last`, as far as anybody knows.

    An end or a start that nobody knows may lie anywhere.
    """
    start = func.coalesce(Agreement.effective_on, Agreement.signed_on)
    has_begun = start.is_(None) | (start <= last)
    signed = Agreement.stage == Stage.SIGNED
    runs_on = signed & (Agreement.ends_on.is_(None) | (Agreement.ends_on >= first))
    closed_later = one_of(Agreement.stage, CLOSED_EARLY) & (Agreement.closed_on >= first)
    return has_begun & (runs_on | closed_later)


def sizes(grouping: Grouping, chosen: Chosen) -> list[Size]:
    """The groups with how many of the chosen agreements each has, in the order in which the
    office names them; those of nobody last."""
    column = COLUMNS[grouping]
    counted = select(column.label("key"), func.count().label("number")).where(*chosen)
    named = _named(grouping, counted.group_by(column).subquery())
    found = [Size(*row) for row in db.session.execute(named)]
    if grouping is Grouping.CATEGORY:
        order: list[Word | None] = [*Category, None]
        found.sort(key=lambda size: order.index(size.key))
    return found


def _named(grouping: Grouping, counted: Subquery) -> AnySelect:
    key, number = counted.c.key, counted.c.number
    if grouping is Grouping.TYPE:
        names = select(key, AgreementType.name_en, AgreementType.name_zh, number)
        of_types = names.join(AgreementType, AgreementType.id == key)
        return of_types.order_by(AgreementType.place, AgreementType.id)
    if grouping is Grouping.PERSON:
        people = select(key, User.name, null(), number).outerjoin(User, User.id == key)
        return people.order_by(User.name_sort.nulls_last(), key)
    return select(key, null(), null(), number)


def window(
    grouping: Grouping, chosen: Chosen, groups: Sequence[Size], places: tuple[int, int], day: date
) -> list[AnyRow]:
    """The rows on `places[0]` and the `places[1] - 1` places after it, over all groups.

    Each group runs by the end, those without one last.
    """
    parts = list(_parts(groups, *places))
    if not parts:
        return []
    found = union_all(
        *(
            select(
                _of_group(grouping, chosen, size.key)
                .add_columns(literal(place).label("place"))
                .offset(skip)
                .limit(number)
                .subquery()
            )
            for place, (size, skip, number) in enumerate(parts)
        )
    ).subquery()
    shown = rows().add_columns(
        found.c.place,
        standing_on(day).label("standing"),
        needs_decision().label("waits"),
        COLUMNS[grouping].label("key"),
    )
    shown = shown.join(found, found.c.id == Agreement.id)
    return list(db.session.execute(shown.order_by(found.c.place, *_by_end())).all())


def _parts(groups: Sequence[Size], start: int, number: int) -> Iterable[tuple[Size, int, int]]:
    """Of each group on the page, how many are skipped and how many are shown."""
    begun = 0
    for size in groups:
        skip = max(start - begun, 0)
        shown = min(begun + size.number, start + number) - (begun + skip)
        begun += size.number
        if shown > 0:
            yield size, skip, shown


def _of_group(grouping: Grouping, chosen: Chosen, key: Any) -> AnySelect:
    column = COLUMNS[grouping]
    belongs = column.is_(None) if key is None else column == key
    return select(Agreement.id).where(*chosen, belongs).order_by(*_by_end())


def _by_end() -> tuple[Any, ...]:
    return Agreement.ends_on.asc().nulls_last(), Agreement.id


def bar_of(row: AnyRow, years: Years, day: date) -> Bar:
    """Where a row of the window stands in the drawing of those years, as seen on that day."""
    end = row.closed_on if row.stage in CLOSED_EARLY else row.ends_on
    return years.bar(
        row.effective_on or row.signed_on, end, row.decide_by if row.waits else None, day
    )


def stretches(found: Sequence[AnyRow], groups: Sequence[Size], start: int) -> list[Stretch]:
    """The rows of a page that begins on the place `start`, group by group."""
    by_key = {size.key: size for size in groups}
    before = {size.key: skip for size, skip, _number in _parts(groups, start, len(found))}
    return [
        Stretch(by_key[key], before[key], list(members))
        for key, members in groupby(found, key=lambda row: row.key)
    ]
