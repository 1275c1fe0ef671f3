"""Agreements and partners in groups: by category, type, country, year, unit and person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.agreements.standings import runs_on
from crm.database import AnyRow
from crm.models import display_name
from crm.models.partner import Category
from crm.reports import queries
from crm.reports.queries import Clause, Grouping
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

OVERLAPS = {Grouping.COUNTRY, Grouping.YEAR, Grouping.UNIT}
"""Where an agreement may be in several groups, or in none."""


@dataclass(frozen=True)
class Measure:
    """A column that counts agreements: how, and what the list's address says for it."""

    title: str
    clause: Clause
    args: Args


def in_force(reader: Reader) -> Measure:
    return Measure(_("Agreements in force"), runs_on(reader.day), {"status": "running"})


def whole(grouping: Grouping, reader: Reader) -> Table:
    """The agreements in force, all agreements and the partners of each group."""
    every = Measure(_("All agreements"), queries.EVERY, {})
    return table(grouping, reader, (in_force(reader), every), with_partners=True)


def table(
    grouping: Grouping, reader: Reader, measures: Sequence[Measure], *, with_partners: bool = False
) -> Table:
    found = {
        row.key: row
        for row in queries.agreements_by(grouping, [measure.clause for measure in measures])
    }
    partners = queries.partners_by(grouping) if with_partners else {}
    lines = []
    for key, label in _labels(grouping, found, partners, reader):
        figures = [
            Figure(_number(found.get(key), place), *_list_of(grouping, key, measure.args))
            for place, measure in enumerate(measures)
        ]
        if with_partners:
            figures.append(Figure(partners.get(key, 0), *_partners_of(grouping, key)))
        lines.append(Line(label, figures, code=key))
    if grouping is Grouping.COUNTRY:
        lines.sort(key=lambda line: -(line.figures[0].number or 0))
    counts = [Figure(None, "agreements", measure.args) for measure in measures]
    total = together(_("Together"), lines, counts) if grouping not in OVERLAPS else None
    if total is not None and with_partners:
        own = grouping in {Grouping.CATEGORY, Grouping.PERSON}
        in_all = Figure(sum(partners.values()) if own else None, "partners" if own else None)
        total = Line(total.label, [*total.figures, in_all])
    return Table(
        name=str(grouping.value),
        title=str(HEADS[grouping]),
        head=str(HEADS[grouping]),
        columns=[*(m.title for m in measures), *([_("Partners")] if with_partners else [])],
        lines=lines,
        total=total,
        notes=[str(NOTES[grouping])],
        drawn=(1, 0) if len(measures) > 1 else (0,),
    )


def _number(row: AnyRow | None, place: int) -> int:
    return 0 if row is None else int(row[place + 1])


def _labels(
    grouping: Grouping, found: Mapping[Any, AnyRow], partners: Mapping[Any, int], reader: Reader
) -> list[tuple[Any, str]]:
    """Each group with what it is called, in the order in which the office names them."""
    keys = {*found, *partners}
    unknown = [(None, _("Nobody") if grouping is Grouping.PERSON else _("unknown"))]
    if grouping is Grouping.CATEGORY:
        named: list[tuple[Any, str]] = [(one, word(one)) for one in Category]
    elif grouping is Grouping.COUNTRY:
        codes = sorted(key for key in keys if key)
        named = [(code, country_in(reader.language, code)) for code in codes]
        named.sort(key=lambda pair: pair[1])
    elif grouping is Grouping.YEAR:
        named = [(year, str(year)) for year in sorted((k for k in keys if k), reverse=True)]
    else:
        rows = queries.names(grouping)
        named = [(row.id, display_name(row, reader.language)) for row in rows if row.id in keys]
    return [*named, *(unknown if None in keys else [])]


def _list_of(grouping: Grouping, key: Any, args: Args) -> tuple[str, Args]:
    if grouping is Grouping.YEAR:
        return "agreements", {**args, "signed_from": f"{key}-01-01", "signed_to": f"{key}-12-31"}
    name = "owner" if grouping is Grouping.PERSON else str(grouping.value)
    return "agreements", {**args, name: NONE if key is None else key}


def _partners_of(grouping: Grouping, key: Any) -> tuple[str, Args]:
    if grouping is Grouping.YEAR:
        return "partners", {"signed": key}
    name = "owner" if grouping is Grouping.PERSON else str(grouping.value)
    return "partners", {name: NONE if key is None else key}
