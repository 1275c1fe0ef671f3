"""Offers agreements to the forms of other rooms: found by typing title, reference or partner."""

from collections.abc import Sequence
from typing import Any

from flask_babel import LazyString

from crm.agreements import queries
from crm.web.locale import language, name_of
from crm.web.picks import Pick, PickField


def _pick(row: Any) -> Pick:
    return Pick(row.id, name_of(row), " · ".join(filter(None, (row.reference, _partner(row)))))


def _partner(row: Any) -> str:
    first, second = (row.partner_en, row.partner_zh)
    return (second or first or "") if language() == "zh" else (first or second or "")


def find_agreements(typed: str) -> Sequence[Pick]:
    return [_pick(row) for row in queries.picks(typed)]


def load_agreements(numbers: list[int]) -> Sequence[Pick]:
    """The picks of those numbers in their order; those that are gone are left out."""
    by_id = {row.id: _pick(row) for row in queries.named(numbers)}
    return [by_id[number] for number in numbers if number in by_id]


def agreement_field(label: LazyString, **kw: Any) -> PickField:
    return PickField(
        label, find=find_agreements, load=load_agreements, lookup="agreements.lookup", **kw
    )
