"""Offers contacts to the forms of other rooms: found by typing a name, an e-mail or a partner."""

from collections.abc import Sequence
from typing import Any

from crm.contacts import queries
from crm.web.locale import language, name_of, other_name_of
from crm.web.picks import Pick


def contact_pick(row: Any) -> Pick:
    """A contact as the picker shows it: the other name, the position and the partner as hint."""
    partner = (row.partner_en, row.partner_zh)
    first, second = reversed(partner) if language() == "zh" else partner
    hints = (other_name_of(row), row.title, first or second)
    return Pick(row.id, name_of(row), " · ".join(hint for hint in hints if hint))


def find_contacts(typed: str) -> Sequence[Pick]:
    return [contact_pick(row) for row in queries.picks(typed)]


def load_contacts(numbers: list[int]) -> Sequence[Pick]:
    """The picks of those numbers in their order; those that are gone are left out."""
    by_id = {row.id: contact_pick(row) for row in queries.named(numbers)}
    return [by_id[number] for number in numbers if number in by_id]
