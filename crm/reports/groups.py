"""Agreements and partners in groups: by category, type, country, year, unit and person."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.agreements.standings import runs_on
from crm.database import AnyRow
from crm.frozen import Frozen
from crm.models import display_name
from crm.models.names import sort_key
from crm.models.partner import Category
from crm.reports.groupings import (
    NAMED,
    Grouping,
    agreements_by,
    agreements_by_each,
    names,
    partners_by,
)
from crm.reports.queries import EVERY, Clause
from crm.reports.tables import Args, Figure, Line, Table, together
from crm.web.filters import NONE
from crm.web.locale import Reader, country_in
from crm.web.words import word

HEADS = {
    Grouping.CATEGORY: _l("Partner category"),
    Grouping.TYPE: _l("Type"),
    Grouping.COUNTRY: _l("Country or region"),
    Grouping.YEAR: _l("Year of signing"),
    Grouping.UNIT: _l("Unit"),
    Grouping.PERSON: _l("Responsible"),
}

NOTES = {
    Grouping.CATEGORY: _l(
        "An agreement counts in the category of the partner who is named first in it."
    ),
    Grouping.TYPE: _l("A partner counts with each type of which it has an agreement."),
    Grouping.COUNTRY: _l(
        "An agreement counts in each country that one of its partners is in, so that the figures "
        "can add up to more than there are."
    ),
    Grouping.YEAR: _l(
        "Agreements by the day on which they were signed; amendments and annexes are papers of "
        "their own. A partner counts in each year in which an agreement with it was signed."
    ),
    Grouping.UNIT: _l(
        "An agreement counts with each unit that it covers, and those that cover none do not "
        "count here."
    ),
    Grouping.PERSON: _l(
        "Agreements by who is responsible for the agreement, partners by who is responsible for "
        "the partner."
    ),
}

ABOUT_PARTNERS = {Grouping.TYPE, Grouping.PERSON}
"""Whose note says how the partners of a group are counted."""

BY_NAME = {Grouping.COUNTRY, Grouping.UNIT, Grouping.PERSON}
"""Groups that run by the name that the reader sees."""

OVERLAPS = {Grouping.COUNTRY, Grouping.YEAR, Grouping.UNIT}
"""Where an agreement may be in several groups, or in none."""


Labels = Sequence[tuple[Any, str]]


class Measure(Frozen):
    """A column that counts agreements: how, and what the list's address says for it."""

    title: str
    clause: Clause
    args: Args


def in_force(reader: Reader) -> Measure:
    return Measure(_("Agreements in force"), runs_on(reader.day), {"status": "running"})


def whole(grouping: Grouping, reader: Reader) -> Table:
    """The agreements in force, all agreements and the partners of each group."""
    every = Measure(_("All agreements"), EVERY, {})
    measures = (in_force(reader), every)
    found = agreements_by(grouping, [measure.clause for measure in measures])
    partners = partners_by(grouping)
    by_key = {row.key: row for row in found}
    rows = names(grouping) if grouping in NAMED else []
    labels = _labels(grouping, {*by_key, *partners}, rows, reader)
    return _table(grouping, by_key, measures, labels, partners)


def several(
    groupings: Sequence[Grouping], reader: Reader, measures: Sequence[Measure]
) -> list[Table]:
    """How many agreements of each group meet each measure, in one statement for all tables."""
    found = agreements_by_each(groupings, [measure.clause for measure in measures])
    tables = []
    for one in groupings:
        by_key = {_key(one, row.key): row for row in found[one]}
        named = [row for row in found[one] if row.id is not None]
        rows = sorted(named, key=lambda row: (row.place, row.id))
        labels = _labels(one, {*by_key}, rows, reader)
        tables.append(_table(one, by_key, measures, labels))
    return tables


def _key(grouping: Grouping, text: str | None) -> Any:
    """What that text stands for."""
    if text is None or grouping is Grouping.COUNTRY:
        return text
    return Category(text) if grouping is Grouping.CATEGORY else int(text)


def _table(
    grouping: Grouping,
    found: Mapping[Any, AnyRow],
    measures: Sequence[Measure],
    labels: Labels,
    partners: Mapping[Any, int] | None = None,
) -> Table:
    lines = []
    for key, label in labels:
        figures = [
            Figure(_number(found.get(key), place), *_list_of(grouping, key, measure.args))
            for place, measure in enumerate(measures)
        ]
        if partners is not None:
            figures.append(Figure(partners.get(key, 0), *_partners_of(grouping, key)))
        lines.append(Line(label, figures, code=key))
    if grouping is Grouping.COUNTRY:
        lines.sort(key=lambda line: -(line.figures[-1 if partners is None else 0].number or 0))
    counts = [Figure(None, "agreements", measure.args) for measure in measures]
    total = together(_("Together"), lines, counts) if grouping not in OVERLAPS else None
    if total is not None and partners is not None:
        own = grouping in {Grouping.CATEGORY, Grouping.PERSON}
        in_all = Figure(sum(partners.values()) if own else None, "partners" if own else None)
        total = Line(total.label, [*total.figures, in_all])
    return Table(
        name=str(grouping.value),
        title=str(HEADS[grouping]),
        head=str(HEADS[grouping]),
        columns=[*(m.title for m in measures), *([_("Partners")] if partners is not None else [])],
        lines=lines,
        total=total,
        notes=[] if partners is None and grouping in ABOUT_PARTNERS else [str(NOTES[grouping])],
        drawn=(1, 0) if partners is not None else (1,),
    )


def _number(row: AnyRow | None, place: int) -> int:
    return 0 if row is None else int(row._mapping[f"n{place}"])


def _labels(grouping: Grouping, keys: set[Any], rows: Sequence[AnyRow], reader: Reader) -> Labels:
    """Each group with what it is called, in the order in which the office names them."""
    unknown = [(None, _("Nobody") if grouping is Grouping.PERSON else _("unknown"))]
    if grouping is Grouping.CATEGORY:
        named: list[tuple[Any, str]] = [(one, word(one)) for one in Category]
    elif grouping is Grouping.COUNTRY:
        codes = sorted(key for key in keys if key)
        named = [(code, country_in(reader.language, code)) for code in codes]
    elif grouping is Grouping.YEAR:
        named = [(year, str(year)) for year in sorted((k for k in keys if k), reverse=True)]
    else:
        named = [(row.id, display_name(row, reader.language)) for row in rows if row.id in keys]
    if grouping in BY_NAME:
        named.sort(key=lambda pair: sort_key(pair[1]))
    return [*named, *(unknown if None in keys else [])]


def _list_of(grouping: Grouping, key: Any, args: Args) -> tuple[str, Args]:
    if grouping is Grouping.YEAR:
        return "agreements", {**args, "signed_from": f"{key}-01-01", "signed_to": f"{key}-12-31"}
    name = "owner" if grouping is Grouping.PERSON else str(grouping.value)
    return "agreements", {**args, name: NONE if key is None else key}


def _partners_of(grouping: Grouping, key: Any) -> tuple[str | None, Args]:
    if grouping is Grouping.CATEGORY and key is None:
        return None, {}  # an agreement may have no partner yet; each partner has a category
    if grouping is Grouping.YEAR:
        return "partners", {"signed": key}
    name = "owner" if grouping is Grouping.PERSON else str(grouping.value)
    return "partners", {name: NONE if key is None else key}
