"""Offers partners to the forms of other rooms: found by typing, in either language."""

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import LazyString

from crm.duplicates.likely import Known
from crm.duplicates.queries import likely_for
from crm.duplicates.wording import WHYS
from crm.partners import queries
from crm.search.near import corrected
from crm.web.locale import country_name, name_of, other_name_of
from crm.web.picks import Pick, PickField


def partner_pick(row: Any) -> Pick:
    """A partner as the picker shows it: the other name, the short name and the country as hint."""
    hints = (other_name_of(row), row.short_name, country_name(row.country))
    return Pick(row.id, name_of(row), " · ".join(hint for hint in hints if hint))


def find_partners(typed: str) -> Sequence[Pick]:
    return [partner_pick(row) for row in queries.picks(typed)]


def find_partners_or_near(typed: str) -> Sequence[Pick]:
    """Those that are called so, else those that were probably meant; for a person to choose."""
    found = find_partners(typed)
    if found or (meant := corrected(typed)) is None:
        return found
    return find_partners(meant)


def partners_at(address: str, but: int = 0) -> Sequence[Pick]:
    """The partners at the domain of that website or e-mail address."""
    return [partner_pick(row) for row in queries.at_address(address, but)]


def partners_named_like(name: str, but: int = 0) -> Sequence[tuple[Pick, str]]:
    """The partners that may be meant by the name, each with the reason."""
    asked = Known(but, (name,)) if name.strip() else Known(but, ())
    likely = {pair.second.number: pair.whys[0] for pair in likely_for(asked)[:5]}
    picks = load_partners(list(likely)) if likely else ()
    return [(pick, str(WHYS[likely[pick.id]])) for pick in picks]


def likely_partners(name: str, limit: int = 8) -> Sequence[Pick]:
    """Partners that the name may mean: called so, or so as one of its parts between commas."""
    parts = [name, *re.split(r"[,;/()，；、（）]", name)]
    found = {pick.id: pick for part in parts for pick in find_partners(part)}
    return list(found.values())[:limit]


def load_partners(numbers: list[int]) -> Sequence[Pick]:
    """The picks of those numbers in their order; those that are gone are left out."""
    by_id = {row.id: partner_pick(row) for row in queries.named(numbers)}
    return [by_id[number] for number in numbers if number in by_id]


def partner_field(label: LazyString, **kw: Any) -> PickField:
    return PickField(label, find=find_partners, load=load_partners, lookup="partners.lookup", **kw)
