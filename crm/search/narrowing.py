"""What a search can be narrowed by besides its words: each filter, and what it asks of a kind."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import timedelta
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, false, or_, true

from crm.agreements.standings import standings_on
from crm.database import Base
from crm.frozen import Frozen
from crm.models import Agreement, Contact, Partner, PartnerStatus, Standing, Task
from crm.models.prepared import asked_words
from crm.models.tags import has_tag
from crm.search import among, queries
from crm.search.reach import of_agreements, of_partners, with_past_only
from crm.web.filters import Args, Choices, Filter, OneRecord, OneWord, left_out, not_looked_for
from crm.web.locale import Reader, midnight
from crm.web.offered import country_filter, people_offered, types_offered
from crm.web.tags import one_tag, tags_offered
from crm.web.words import CATEGORIES

Clause = ColumnElement[bool]
Asks = Callable[[type[Base], str, Reader], Clause | None]
Finding = tuple[type[Base], Sequence[Clause]]
"""A kind of record, and what those have in common that are found."""


class Narrowing(Frozen):
    """A filter of the search. `asks` says what a value means for a kind of record; None when it
    means nothing. `in_lists` is what the list of a kind calls the same, by the kind's name."""

    name: str
    label: LazyString
    asks: Asks
    offers: Callable[[Reader], Choices]
    in_lists: Mapping[str, str] = field(default_factory=dict)
    is_typed: bool = False
    """Whether any value can be typed, and not only one that is offered."""


def _reached(item: Filter, reach: Callable[[type[Base], Clause], Clause]) -> Asks:
    """What a filter of partners or of agreements asks of all that belongs to them."""

    def asks(model: type[Base], value: str, reader: Reader) -> Clause | None:
        chosen = item.clause(value, reader)
        return None if chosen is None else reach(model, chosen)

    return asks


_CATEGORY = OneWord("category", _l("Partner category"), Partner.category, CATEGORIES)
_TYPE = OneRecord("type", _l("Type of agreement"), Agreement.type_id, types_offered)
_PERSON = OneRecord(
    "owner", _l("Responsible"), Partner.owner_id, people_offered, _l("Nobody"), _l("Me")
)
_OWN: Mapping[type[Base], Any] = {
    Partner: Partner.owner_id,
    Agreement: Agreement.owner_id,
    Task: Task.assignee_id,
}
"""Where a record says itself whose it is; others are whose partners or agreements they are of."""


def _whose(model: type[Base], value: str, reader: Reader) -> Clause | None:
    def of(column: Any) -> Clause | None:
        return replace(_PERSON, column=column).clause(value, reader)

    if model in _OWN:
        return of(_OWN[model])
    partners, agreements = of(Partner.owner_id), of(Agreement.owner_id)
    if partners is None or agreements is None:
        return None
    return or_(of_partners(model, partners), of_agreements(model, agreements))


TAGGED: tuple[Any, ...] = (Partner, Contact, Agreement, Task)


def _tagged(model: Any, value: str, _reader: Reader) -> Clause | None:
    """What has no tags of its own has those of the partners and agreements that it is about."""
    if (tag := one_tag(value)) is None:
        return None
    if model in TAGGED:
        return has_tag(model.tags, tag)
    partners, agreements = has_tag(Partner.tags, tag), has_tag(Agreement.tags, tag)
    return or_(of_partners(model, partners), of_agreements(model, agreements))


_SPANS = {
    "week": (7, _l("in the last 7 days")),
    "month": (31, _l("in the last month")),
    "year": (366, _l("in the last year")),
}


def _changed(model: type[Base], value: str, reader: Reader) -> Clause | None:
    if value not in _SPANS:
        return None
    since: Clause = model.updated_at >= midnight(reader.day - timedelta(days=_SPANS[value][0]))
    return since


_OVER = (Standing.ENDED, Standing.TERMINATED, Standing.SUPERSEDED, Standing.ABANDONED)
_STATES = {"current": _l("Current"), "former": _l("Closed, ended, done or left")}


def _stands(model: type[Base], value: str, reader: Reader) -> Clause | None:
    if value not in _STATES:
        return None
    over = _is_over(model, reader)  # of an unknown end it is unknown, which is no
    return over.is_(true()) if value == "former" else over.is_not(true())


def _is_over(model: type[Base], reader: Reader) -> Clause:
    """What has happened and what is filed never is."""
    if model is Agreement:
        standings = standings_on(reader.day)
        return or_(*(standings[standing] for standing in _OVER))
    over: Mapping[type[Base], Clause] = {
        Partner: Partner.status == PartnerStatus.CLOSED,
        Contact: with_past_only(),
        Task: Task.done_at.is_not(None),
    }
    return over.get(model, false())


FILTERS = (
    Narrowing(
        "country",
        country_filter.label,
        _reached(country_filter, of_partners),
        country_filter.choices,
        {"partners": "country", "agreements": "country"},
    ),
    Narrowing(
        "category",
        _CATEGORY.label,
        _reached(_CATEGORY, of_partners),
        _CATEGORY.choices,
        {"partners": "category", "agreements": "category"},
    ),
    Narrowing(
        "type",
        _TYPE.label,
        _reached(_TYPE, of_agreements),
        _TYPE.choices,
        {"agreements": "type"},
    ),
    Narrowing(
        "owner",
        _PERSON.label,
        _whose,
        _PERSON.choices,
        {"partners": "owner", "agreements": "owner", "tasks": "assignee"},
    ),
    Narrowing(
        "tag",
        _l("Tag"),
        _tagged,
        lambda _: tags_offered(*TAGGED),
        dict.fromkeys(("partners", "contacts", "agreements", "tasks"), "tag"),
        is_typed=True,
    ),
    Narrowing(
        "changed",
        _l("Last changed"),
        _changed,
        lambda _: [(value, label) for value, (_days, label) in _SPANS.items()],
    ),
    Narrowing(
        "state",
        _l("Current or former"),
        _stands,
        lambda _: list(_STATES.items()),
    ),
)


def narrowed(args: Args, reader: Reader) -> among.Narrowed | None:
    """What the address asks of each kind besides the words; None when it asks for nothing."""
    asked = {kind.model: list(clauses_of(kind.model, args, reader)) for kind in queries.NAMED}
    return asked if any(asked.values()) else None


def clauses_of(model: type[Base], args: Args, reader: Reader) -> Iterator[Clause]:
    """What the address asks of that kind of record besides the words."""
    for item in FILTERS:
        value = args.get(item.name)
        if value and (clause := item.asks(model, value, reader)) is not None:
            yield clause


def said(args: Args) -> dict[str, str]:
    """What the address says of the filters."""
    return {item.name: args[item.name] for item in FILTERS if args.get(item.name)}


def in_list(kind: str, args: Args) -> dict[str, str]:
    """The same for the list of that kind, as far as it has such filters."""
    here = said(args)
    called = {item.name: item.in_lists.get(kind) for item in FILTERS}
    return {name: here[own] for own, name in called.items() if name and own in here}


def shown(args: Args, reader: Reader) -> list[tuple[Narrowing, str, Choices]]:
    """Each filter with its value and what it offers."""
    return [(item, args.get(item.name, ""), item.offers(reader)) for item in FILTERS]


def notices(args: Args, reader: Reader) -> list[str]:
    """What the address asks that means nothing, or that cannot be looked for."""
    typed = args.get("q", "").strip()
    unasked = [not_looked_for(typed)] if typed and not asked_words(typed) else []
    said = [(item, args[item.name]) for item in FILTERS if args.get(item.name)]
    unknown = [(item, value) for item, value in said if item.asks(Partner, value, reader) is None]
    return [*unasked, *(left_out(item.label, value) for item, value in unknown)]


def all_found(args: Args, reader: Reader) -> Sequence[Finding]:
    """All that a search finds, not the best alone: of the kind that it names, else of each."""
    words = asked_words(args.get("q", ""))
    if not words:
        return []
    kinds = [each for each in queries.NAMED if each.name == args.get("kind")] or queries.NAMED
    return [
        (
            kind.model,
            (
                *queries.all_of(kind.model, words, sees_all=reader.sees_all),
                *clauses_of(kind.model, args, reader),
            ),
        )
        for kind in kinds
    ]
