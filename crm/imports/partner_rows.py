"""Which partner a row means: the one of its number, else those of its name in its country, else
those that may be the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from crm.database import AnyRow
from crm.duplicates import queries as duplicate_queries
from crm.duplicates.likely import Known, Register, Why, likely_partners
from crm.imports.fields import Moment
from crm.imports.found import (
    MOST_COMPARED,
    MOST_LIKELY,
    Found,
    Wanted,
    another_row,
    or_likely,
)
from crm.models import Partner
from crm.models.names import name_key, sort_key
from crm.partners import queries
from crm.partners.actions import update_partner
from crm.partners.queries import IDENTIFIERS
from crm.web.locale import name_of

FIELDS = (
    "name_en",
    "name_zh",
    "short_name",
    "category",
    "country",
    "city",
    "website",
    "status",
    "parent_id",
    "owner_id",
    "notes",
    "aliases",
    "tags",
    *IDENTIFIERS,
)


class Finder:
    """What each row may mean. A name counts in English as in Chinese, without case and accents;
    a country that one of the two does not say parts nobody. A row that means nobody so may be
    one that is called otherwise: then a person chooses."""

    def __init__(self) -> None:
        self.register: Register | None = None
        self.rows = Register()

    def __call__(self, rows: Sequence[Wanted]) -> list[list[Found]]:
        names = [row.names for row in rows]
        known = _Partners(
            queries.called_or_numbered(
                sorted({sort_key(name) for both in names for name in both}),
                sorted({name for both in names for name in both}),
                sorted({row.number for row in rows if row.number is not None}),
                sorted({number for row in rows for number in _borne(row).values()}),
            )
        )
        meant = [_meant(row, called, known) for row, called in zip(rows, names, strict=True)]
        return or_likely(rows, meant, self._likely, self._among)

    def _likely(self, rows: Sequence[Wanted]) -> list[list[Found]]:
        """The partners that each of those rows may be, with the reasons, the likeliest first."""
        if not rows:
            return []
        if self.register is None:
            self.register = duplicate_queries.register()
        if not self.register.partners:
            return [[] for _row in rows]
        pairs = [
            found[:MOST_LIKELY] for found in likely_partners(map(_as_known, rows), self.register)
        ]
        numbers = {pair.second.number for found in pairs for pair in found}
        partners = {p.id: p for p in queries.called_or_numbered((), (), sorted(numbers))}
        return [
            [
                _likely_found(partners[pair.second.number], row, pair.whys)
                for pair in found
                if pair.second.number in partners
            ]
            for row, found in zip(rows, pairs, strict=True)
        ]

    def _among(self, row: Wanted) -> list[Found]:
        """The rows above that may bring the same partner."""
        if len(self.rows.partners) >= MOST_COMPARED:
            return []
        found = self.rows.likely_before(_as_known(row))[:MOST_LIKELY]
        return [another_row(p.second.number, p.second.names[0], p.whys) for p in found]


def _as_known(row: Wanted) -> Known:
    said = (*row.names, row.values.get("short_name"), *_lines(row.values.get("aliases")))
    return Known(
        -row.row,
        tuple(name for name in said if name),
        row.values.get("country"),
        row.values.get("website"),
        tuple(_borne(row).values()),
        min(row.numbers_of("parent_id"), default=None),
    )


def _lines(text: str | None) -> list[str]:
    return (text or "").splitlines()


def _likely_found(partner: AnyRow, row: Wanted, whys: Sequence[Why]) -> Found:
    return replace(_found(partner, row, {}), whys=whys, is_sure=False)


class _Partners:
    """Partners under their numbers, their names and the identifiers that they bear."""

    def __init__(self, partners: Iterable[AnyRow]) -> None:
        self.by_number: dict[int, AnyRow] = {}
        self.by_key: dict[str, dict[int, AnyRow]] = {}
        for partner in partners:
            self.by_number[partner.id] = partner
            key = partner.name_sort or partner.name_en or partner.name_zh
            keys = [f"key {key}", f"zh {partner.name_zh}"]
            keys += [f"{name} {getattr(partner, name)}" for name in IDENTIFIERS]
            for key in keys:
                self.by_key.setdefault(key, {})[partner.id] = partner

    def under(self, *keys: str) -> dict[int, AnyRow]:
        found: dict[int, AnyRow] = {}
        for key in keys:
            found |= self.by_key.get(key, {})
        return found


def _meant(row: Wanted, names: Sequence[str], known: _Partners) -> list[Found]:
    borne = known.under(*(f"{name} {number}" for name, number in _borne(row).items()))
    if row.number is not None:
        partner = known.by_number.get(row.number)
        return [] if partner is None else [_found(partner, row, borne)]
    keys = [f"key {name_key(name)}" for name in names] + [f"zh {name}" for name in names]
    called = known.under(*keys)
    country = row.values.get("country")
    there = {
        number: partner
        for number, partner in called.items()
        if None in (country, partner.country) or country == partner.country
    }
    return [_found(partner, row, borne) for partner in {**borne, **there}.values()]


def _borne(row: Wanted) -> dict[str, str]:
    return {name: row.values[name] for name in IDENTIFIERS if row.values.get(name)}


def _found(partner: AnyRow, row: Wanted, borne: Mapping[int, AnyRow]) -> Found:
    kept = {name: getattr(partner, name) for name in FIELDS}
    taken = {
        name: _("“%(name)s” bears this number already.", name=name_of(other))
        for name, number in _borne(row).items()
        for other in borne.values()
        if other.id != partner.id and getattr(other, name) == number
    }
    return Found(partner.id, partner.version, name_of(partner), kept, taken)


def refusal(values: Mapping[str, Any]) -> str | None:
    if not (values.get("name_en") or values.get("name_zh")):
        return _("Give a name in English or in Chinese.")
    return None


def update(values: Mapping[str, Any], partner: Partner, _part: int | None, _at: Moment) -> Partner:
    return update_partner(values, partner, save_anyway=True)


def keys(values: Mapping[str, Any]) -> list[str]:
    names = {name_key(name) for name in (values.get("name_en"), values.get("name_zh")) if name}
    borne = [f"{name} {values[name]}" for name in IDENTIFIERS if values.get(name)]
    return [f"{name}|{values.get('country') or ''}" for name in sorted(names)] + borne
