"""Every SELECT about links for counterparts and their suggestions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from crm.contacts import queries as contact_queries
from crm.counterparts.people import Person
from crm.database import AnyRow, AnySelect
from crm.extensions import db, fetch
from crm.models import (
    Agreement,
    Contact,
    CounterpartLink,
    Partner,
    Party,
    Position,
    Suggestion,
    SuggestionStatus,
)
from crm.models.finding import matching_numbers
from crm.models.prepared import asked_words


def rows() -> AnySelect:
    """What the list of suggestions shows."""
    return _rows()


@cache
def _rows() -> AnySelect:
    return (
        select(
            Suggestion.id,
            Suggestion.version,
            Suggestion.kind,
            Suggestion.status,
            Suggestion.about,
            Suggestion.created_at,
            CounterpartLink.agreement_id,
            Agreement.title_en.label("agreement_en"),
            Agreement.title_zh.label("agreement_zh"),
            CounterpartLink.partner_id,
            Partner.name_en.label("partner_en"),
            Partner.name_zh.label("partner_zh"),
        )
        .join(CounterpartLink, CounterpartLink.id == Suggestion.link_id)
        .join(Agreement, Agreement.id == CounterpartLink.agreement_id)
        .join(Partner, Partner.id == CounterpartLink.partner_id)
    )


def name_of(model: type[Agreement | Partner], columns: tuple[Any, ...]) -> Any:
    """The first of those names of the suggestion's agreement or partner, as a scalar."""
    number = CounterpartLink.agreement_id if model is Agreement else CounterpartLink.partner_id
    named = select(func.coalesce(*columns)).join(CounterpartLink, number == model.id)
    return named.where(CounterpartLink.id == Suggestion.link_id).scalar_subquery()


def search(typed: str) -> ColumnElement[bool] | None:
    """By whom or what it is about, or by the names of its agreement or partner."""
    words = asked_words(typed)
    if not words:
        return None
    theirs = select(CounterpartLink.id).where(
        or_(
            CounterpartLink.agreement_id.in_(matching_numbers(Agreement, words)),
            CounterpartLink.partner_id.in_(matching_numbers(Partner, words)),
        )
    )
    said = typed[:200].replace("\0", "").strip()  # PostgreSQL takes no NUL
    return or_(Suggestion.link_id.in_(theirs), Suggestion.about.icontains(said, autoescape=True))


def of_agreement(agreement_id: int) -> Sequence[CounterpartLink]:
    """The agreement's links, the latest first, each with what still has to be decided."""
    statement = (
        select(CounterpartLink)
        .outerjoin(
            Suggestion,
            (Suggestion.link_id == CounterpartLink.id)
            & (Suggestion.status == SuggestionStatus.PENDING),
        )
        .where(CounterpartLink.agreement_id == agreement_id)
        .options(
            joinedload(CounterpartLink.partner),
            joinedload(CounterpartLink.document),
            contains_eager(CounterpartLink.suggestions),
        )
        .order_by(CounterpartLink.id.desc(), Suggestion.id.desc())
    )
    return db.session.scalars(statement).unique().all()


def get_link(link_id: int) -> CounterpartLink | None:
    return db.session.get(CounterpartLink, link_id)


def with_key(key: str) -> CounterpartLink | None:
    """The link with all that its page shows; None once the partner is no party any more."""
    is_party = exists().where(
        Party.agreement_id == CounterpartLink.agreement_id,
        Party.partner_id == CounterpartLink.partner_id,
    )
    statement = select(CounterpartLink).where(CounterpartLink.key == key, is_party)
    return db.session.scalar(
        statement.options(
            joinedload(CounterpartLink.agreement),
            joinedload(CounterpartLink.partner),
            joinedload(CounterpartLink.document),
            joinedload(CounterpartLink.made_by),
            selectinload(CounterpartLink.suggestions),
        )
    )


def is_open(key: str, moment: datetime) -> bool:
    """Whether there is a link of that key that works at that moment."""
    found = select(CounterpartLink).where(CounterpartLink.key == key)
    link = db.session.scalar(found)
    return link is not None and link.is_open(moment)


def people_at(partner_id: int) -> list[Person]:
    """Who works at the partner, each once, with the first position there."""
    people: dict[int, Person] = {}
    for row in contact_queries.positions_at(partner_id):
        if row.is_past:
            continue
        person = Person(row.contact_id, row.name_en, row.name_zh, row.title, row.email, row.phone)
        people.setdefault(row.contact_id, person)
    return list(people.values())


def about_whom(numbers: Sequence[int]) -> Mapping[int, Person]:
    """Of the suggestions of those numbers the persons whom they are about, as they are now, each
    with the first position at that partner; without those who have none any more."""
    columns = (Contact.id, Contact.name_en, Contact.name_zh, Position.title, Contact.email)
    about = select(Suggestion.id, *columns, Contact.phone).join(Suggestion.link)
    about = about.join(Contact, Contact.id == Suggestion.contact_id)
    is_there = (Position.partner_id == CounterpartLink.partner_id, ~Position.is_past)
    about = about.join(Position, and_(Position.contact_id == Contact.id, *is_there))
    found = fetch(about.where(Suggestion.id.in_(numbers)).order_by(Position.id.desc()))
    return {number: Person(*person) for number, *person in found}


def get(suggestion_id: int) -> Suggestion | None:
    """The suggestion with its agreement, its partner, and who decided."""
    link = joinedload(Suggestion.link)
    loads = (
        link.joinedload(CounterpartLink.agreement),
        link.joinedload(CounterpartLink.partner),
        joinedload(Suggestion.decided_by),
    )
    return db.session.get(Suggestion, suggestion_id, options=loads)


def numbered(numbers: Sequence[int]) -> Sequence[Suggestion]:
    """The suggestions of those numbers, each with its link."""
    its = select(Suggestion).where(Suggestion.id.in_(numbers)).order_by(Suggestion.id)
    return db.session.scalars(its.options(joinedload(Suggestion.link))).all()


def file(suggestion_id: int) -> AnyRow | None:
    """Where the file lies that came with the suggestion; None once somebody has decided."""
    statement = select(Suggestion.digest, Suggestion.file_name, Suggestion.file_type)
    there = (Suggestion.id == suggestion_id, Suggestion.digest.is_not(None))
    return db.session.execute(statement.where(*there)).one_or_none()


def pending(link_id: int) -> Sequence[Suggestion]:
    """What of that link nobody has decided yet."""
    statement = select(Suggestion).where(
        Suggestion.link_id == link_id, Suggestion.status == SuggestionStatus.PENDING
    )
    return db.session.scalars(statement.order_by(Suggestion.id)).all()
