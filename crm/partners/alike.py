"""Whom a partner may be meant to be. Each save that makes or renames one waits for the answer, so
that it is one statement."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    bindparam,
    literal_column,
    or_,
    select,
    union_all,
)

from crm.database import AnyRow, AnySelect
from crm.duplicates.likely import Likely
from crm.duplicates.queries import (
    NO_QUESTIONS,
    different_from,
    known,
    likely_in,
    meeting_one_of,
    of_partners,
    questions_about,
)
from crm.extensions import fetch
from crm.models import PairKind, Partner
from crm.models.names import sort_key

NAMESAKE, SHARING, NEIGHBOUR = "namesake", "sharing", "neighbour"
MOST_NAMESAKES, MOST_NEIGHBOURS = 50, 8


class Alike(NamedTuple):
    """Other partners that may be the same as one that is saved, but for those of which somebody has
    said that they are not."""

    twins: Sequence[AnyRow]
    """Of the same name in the same country; case and accents do not count."""

    likely: Sequence[Likely]
    """Those that may be called so."""

    neighbours: Sequence[AnyRow]
    """With a website at the same domain, but for those above, below and beside it: a school has
    its pages at its university's."""


def alike(partner: Partner, *, is_renamed: bool, is_moved: bool) -> Alike:
    """Those that may be called so are looked for when it has a new name, and neighbours when its
    website is at another domain than before."""
    asked = known(partner)
    questions = questions_about(asked) if is_renamed else NO_QUESTIONS
    en, zh = partner.name_en or partner.name_zh, partner.name_zh or partner.name_en
    values: dict[str, Any] = {"en": en, "zh": zh, "own": partner.id or 0, **questions.said}
    values |= {"key_en": sort_key(en), "key_zh": sort_key(zh)}
    domain = partner.website_domain if is_moved else None
    if domain is not None:
        values["domain"] = domain
    found = fetch(_alike(questions.several, has_domain=domain is not None), **values)
    others = different_from(PairKind.PARTNER, asked.number) if found else ()
    rows: dict[str, list[AnyRow]] = {NAMESAKE: [], SHARING: [], NEIGHBOUR: []}
    for row in found:
        if row.id not in others:
            rows[row.found_as].append(row)
    return Alike(
        [other for other in rows[NAMESAKE] if other.country == partner.country],
        likely_in(asked, rows[SHARING]),
        [other for other in rows[NEIGHBOUR] if not _is_kin(partner, other)],
    )


def _is_kin(partner: Partner, other: AnyRow) -> bool:
    above = {partner.id, partner.parent_id} - {None}
    return other.id in above or other.parent_id in above


@cache
def _alike(questions: int, *, has_domain: bool) -> CompoundSelect[*tuple[Any, ...]]:
    each = {NAMESAKE: _namesakes()}
    if questions:
        each[SHARING] = meeting_one_of(questions)
    if has_domain:
        each[NEIGHBOUR] = _neighbours()
    return union_all(*(_found_as(name, found) for name, found in each.items()))


def _found_as(name: str, found: AnySelect) -> AnySelect:
    """Within brackets, so that each keeps its own order and its own limit."""
    return select(literal_column(f"'{name}'").label("found_as"), *found.subquery().c)


def _namesakes() -> AnySelect:
    names: list[BindParameter[str]] = [bindparam("en"), bindparam("zh")]
    same_key = Partner.name_sort.in_([bindparam("key_en"), bindparam("key_zh")])
    # Of names without a letter the key is empty, whatever they are.
    tells = or_(Partner.name_sort != "", Partner.name_en.in_(names))
    same_name = or_(same_key & tells, Partner.name_zh.in_(names))
    # Not by country too: SQLite would go through all partners of the country.
    others = of_partners().where(same_name, Partner.id != bindparam("own"))
    return others.order_by(Partner.id).limit(MOST_NAMESAKES)


def _neighbours() -> AnySelect:
    others = of_partners().where(Partner.website_domain == bindparam("domain"))
    return others.order_by(Partner.name_sort, Partner.id).limit(MOST_NEIGHBOURS)
