"""Every SELECT about likely duplicates."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, func, or_, select

from crm.database import AnyRow, AnySelect
from crm.duplicates.likely import Known, Likely, Register
from crm.duplicates.words import initials, same_words, written_as
from crm.extensions import db
from crm.models import Partner
from crm.models.prepared import asked_words
from crm.models.search import matching_numbers

AT_ONCE = 1000
"""Partners read from the database together."""

CANDIDATES = 200
"""So many partners that share the words of what is typed are looked at more closely."""

FIRST_LETTERS = 4
MOST_WORDS = 8


def _selected() -> AnySelect:
    return select(
        Partner.id,
        Partner.name_en,
        Partner.name_zh,
        Partner.short_name,
        Partner.aliases,
        Partner.country,
        Partner.website,
        Partner.ror,
        Partner.credit_code,
        Partner.isni,
        Partner.parent_id,
    )


def known(row: AnyRow | Partner) -> Known:
    names = (row.name_en, row.name_zh, row.short_name, *(row.aliases or "").splitlines())
    return Known(
        row.id or 0,
        tuple(name for name in names if name),
        row.country,
        row.website,
        tuple(number for number in (row.ror, row.credit_code, row.isni) if number),
        row.parent_id,
    )


def register() -> Register:
    """All partners of the office, in one statement."""
    return Register.of(_all())


def _all() -> Iterator[Known]:
    every = db.session.execute(
        _selected().order_by(Partner.id).execution_options(yield_per=AT_ONCE)
    )
    for row in every:
        yield known(row)


def likely_for(asked: Known) -> list[Likely]:
    """The partners that may be called so, from those that share all words of one of its names,
    in either language, by the first letters: a slip further on is forgiven."""
    clauses = [clause for name in asked.names if (clause := _shares_words(name)) is not None]
    if not clauses:
        return []
    order = (func.length(Partner.name_sort), Partner.id)
    found = db.session.execute(
        _selected().where(or_(*clauses)).order_by(*order).limit(CANDIDATES)
    ).all()
    return Register.of(known(row) for row in found).likely(asked)


def _shares_words(name: str) -> ColumnElement[bool] | None:
    written = [written_as(word, FIRST_LETTERS) for word in same_words(name)[:MOST_WORDS]]
    shared = [or_(*(_has(way) for way in ways)) for ways in written]
    if not shared:
        return None
    short = initials(name)
    return or_(and_(*shared), _has(short)) if short else and_(*shared)


def _has(words: str) -> ColumnElement[bool]:
    return Partner.id.in_(matching_numbers(Partner, asked_words(words)))
