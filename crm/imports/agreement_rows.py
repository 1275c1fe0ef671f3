"""Which agreement a row means: the one of its number, of its reference, or of its title with its
partners; and what a file can change of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _

from crm.agreements import queries
from crm.agreements.actions import change_agreement, create_agreement
from crm.agreements.ends import wrong_end
from crm.imports.fields import Moment
from crm.imports.found import Found, Wanted
from crm.imports.type_fields import refusal_of_money, taken_together
from crm.models import Agreement, Standing
from crm.models.names import name_key
from crm.web.locale import name_of

OWN = (
    "title_en",
    "title_zh",
    "type_id",
    "reference",
    "signed_on",
    "effective_on",
    "notice_days",
    "renewal",
    "renewal_months",
    "parent_id",
    "predecessor_id",
    "owner_id",
    "lead_name",
    "lead_email",
    "value_amount",
    "value_currency",
    "areas",
    "purpose",
    "is_confidential",
    "notes",
    "tags",
)


def find(rows: Sequence[Wanted]) -> Sequence[Sequence[Found]]:
    known = queries.called_or_numbered(
        sorted({title for row in rows for title in _titles(row)}),
        sorted({row.values["reference"] for row in rows if row.values.get("reference")}),
        sorted({row.number for row in rows if row.number is not None}),
    )
    by_key: dict[str, dict[int, Agreement]] = {}
    for agreement in known:
        titles = filter(None, (agreement.title_en, agreement.title_zh))
        keys = {f"title {name_key(title)}" for title in titles}
        for key in {*keys, f"number {agreement.id}", f"reference {agreement.reference}"}:
            by_key.setdefault(key, {})[agreement.id] = agreement
    return [_meant(row, by_key) for row in rows]


def _meant(row: Wanted, by_key: Mapping[str, Mapping[int, Agreement]]) -> list[Found]:
    reference = row.values.get("reference")
    bears = by_key.get(f"reference {reference}", {}) if reference else {}
    if row.number is not None:
        numbered = by_key.get(f"number {row.number}", {})
        return [_found(agreement, bears) for agreement in numbered.values()]
    if bears:
        return [_found(agreement, bears) for agreement in bears.values()]
    called: dict[int, Agreement] = {}
    for title in _titles(row):
        called |= by_key.get(f"title {name_key(title)}", {})
    return [_found(agreement, bears) for agreement in called.values() if _is_same(agreement, row)]


def _is_same(agreement: Agreement, row: Wanted) -> bool:
    """Whether nothing that both say parts them: a renewal bears the title of the one before."""
    if row.values.get("reference") and agreement.reference:
        return False
    asked, held = row.numbers_of("partner_ids"), {p.partner_id for p in agreement.parties}
    if asked and not asked & held:
        return False
    types = row.numbers_of("type_id")
    if types and agreement.type_id not in types:
        return False
    days = ((row.values.get(n), getattr(agreement, n)) for n in ("signed_on", "effective_on"))
    return all(None in both or both[0] == both[1] for both in days)


def _found(agreement: Agreement, bears: Mapping[int, Agreement]) -> Found:
    kept = {name: getattr(agreement, name) for name in OWN} | {
        "partner_ids": [party.partner_id for party in agreement.parties],
        "unit_ids": sorted(unit.id for unit in agreement.units),
        "expires_on": Standing.OPEN_ENDED if agreement.is_endless else agreement.ends_on,
    }
    fixed = {}
    if others := [other for other in bears.values() if other is not agreement]:
        message = _("“%(title)s” has this reference.", title=name_of(others[0]))
        fixed["reference"] = message
    own_end = agreement.expires_on, bool(agreement.is_open_ended)
    if own_end != (agreement.ends_on, bool(agreement.is_endless)):
        fixed["expires_on"] = _(
            "Its end follows from an amendment or a renewal: change it on its page."
        )
    return Found(agreement.id, agreement.version, name_of(agreement), kept, fixed)


def _titles(row: Wanted) -> list[str]:
    return [title for title in (row.values.get("title_en"), row.values.get("title_zh")) if title]


def _wrong_end(values: Mapping[str, Any]) -> str | None:
    """An end may also be a word, as for one that is open."""
    days = {name: day for name, day in values.items() if isinstance(day, date)}
    start, signed = days.get("effective_on"), days.get("signed_on")
    return wrong_end(days.get("expires_on"), effective_on=start, signed_on=signed)


def refusal(values: Mapping[str, Any]) -> str | None:
    if not (values.get("title_en") or values.get("title_zh")):
        return _("Give a title in English or in Chinese.")
    if (why := _wrong_end(values)) is not None:
        return why
    if (values.get("value_amount") is None) != (values.get("value_currency") is None):
        return _("A value needs an amount and a currency.")
    return refusal_of_money(values)


def keys(values: Mapping[str, Any]) -> list[str]:
    if reference := values.get("reference"):
        return [f"reference {reference}"]
    partners = sorted(n for sought in values.get("partner_ids") or () for n in sought.numbers)
    kind = values.get("type_id")
    days = f"{values.get('signed_on')}|{values.get('effective_on')}"
    titles = {name_key(t) for t in (values.get("title_en"), values.get("title_zh")) if t}
    return [f"{t}|{partners}|{kind.numbers if kind else ()}|{days}" for t in sorted(titles)]


def create(values: Mapping[str, Any], moment: Moment) -> Agreement:
    given = taken_together(_as_kept(values), None)
    return create_agreement(given, moment.day, save_anyway=True)


def update(values: Mapping[str, Any], agreement: Agreement, _part: int | None, at: Moment) -> Any:
    return change_agreement(taken_together(_as_kept(values), agreement), agreement, at.day)


def _as_kept(values: Mapping[str, Any]) -> dict[str, Any]:
    """The end as the record has it: a day, or that there is none."""
    if "expires_on" not in values:
        return dict(values)
    end = values["expires_on"]
    is_open = end == Standing.OPEN_ENDED
    return {**values, "expires_on": None if is_open else end, "is_open_ended": is_open}
