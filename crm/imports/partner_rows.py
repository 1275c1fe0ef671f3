"""Which partner a row means: the one of its number, else those of its name in its country."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from crm.database import AnyRow
from crm.imports.found import Found, Wanted
from crm.models.names import sort_key
from crm.partners import queries
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
    "owner_id",
    "notes",
)


def find(rows: Sequence[Wanted]) -> Sequence[Sequence[Found]]:
    """What each row may mean. A name counts in English as in Chinese, without case and accents;
    a country that one of the two does not say parts nobody."""
    names = [_names(row) for row in rows]
    sort_keys = {sort_key(name) for both in names for name in both}
    names_zh = {name for both in names for name in both}
    numbers = {row.number for row in rows if row.number is not None}
    by_number: dict[int, AnyRow] = {}
    by_name: dict[str, dict[int, AnyRow]] = {}
    for partner in queries.called_or_numbered(sorted(sort_keys), sorted(names_zh), sorted(numbers)):
        by_number[partner.id] = partner
        by_name.setdefault(f"key {partner.name_sort}", {})[partner.id] = partner
        by_name.setdefault(f"zh {partner.name_zh}", {})[partner.id] = partner
    return [
        _meant(row, called, by_number, by_name) for row, called in zip(rows, names, strict=True)
    ]


def _meant(
    row: Wanted,
    names: Sequence[str],
    by_number: Mapping[int, AnyRow],
    by_name: Mapping[str, Mapping[int, AnyRow]],
) -> list[Found]:
    if row.number is not None:
        partner = by_number.get(row.number)
        return [] if partner is None else [_found(partner)]
    called: dict[int, AnyRow] = {}
    for name in names:
        called |= by_name.get(f"key {sort_key(name)}", {})
        called |= by_name.get(f"zh {name}", {})
    country = row.values.get("country")
    there = [p for p in called.values() if None in (country, p.country) or country == p.country]
    return [_found(partner) for partner in there]


def _names(row: Wanted) -> list[str]:
    return [name for name in (row.values.get("name_en"), row.values.get("name_zh")) if name]


def _found(partner: AnyRow) -> Found:
    kept = {name: getattr(partner, name) for name in FIELDS}
    return Found(partner.id, partner.version, name_of(partner), kept)


def refusal(values: Mapping[str, Any]) -> str | None:
    if not (values.get("name_en") or values.get("name_zh")):
        return _("Give a name in English or in Chinese.")
    return None


def keys(values: Mapping[str, Any]) -> list[str]:
    names = {sort_key(name) for name in (values.get("name_en"), values.get("name_zh")) if name}
    return [f"{name}|{values.get('country') or ''}" for name in sorted(names)]
