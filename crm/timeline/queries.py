"""Every SELECT about happenings."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    String,
    bindparam,
    cast,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload

from crm.database import AnyRow, AnySelect, Base
from crm.extensions import db, fetch
from crm.models import Agreement, Contact, Happening, Partner, Party, Position, StepTaken, User
from crm.models.finding import found
from crm.models.happening import (
    happening_agreement,
    happening_contact,
    happening_partner,
    happening_user,
)

LINKED: Mapping[str, type[Base]] = {
    "partner_ids": Partner,
    "agreement_ids": Agreement,
    "contact_ids": Contact,
    "user_ids": User,
}
"""What a happening is linked with, by the name that forms have for their numbers."""


@cache
def rows() -> AnySelect:
    """What timelines show, with the partner and the agreement that each entry is about."""
    return (
        select(
            Happening.id,
            Happening.version,
            Happening.kind,
            Happening.happened_on,
            Happening.ends_on,
            Happening.title,
            Happening.place,
            Happening.body,
            Happening.link,
            Happening.partner_id,
            Partner.name_en.label("partner_en"),
            Partner.name_zh.label("partner_zh"),
            Happening.agreement_id,
            Agreement.title_en.label("agreement_en"),
            Agreement.title_zh.label("agreement_zh"),
        )
        .outerjoin(Partner, Partner.id == Happening.partner_id)
        .outerjoin(Agreement, Agreement.id == Happening.agreement_id)
    )


def search(typed: str) -> ColumnElement[bool] | None:
    return found(Happening, typed)


def newest(day: date, limit: int) -> Sequence[AnyRow]:
    """What happened last, of all that is dated until that day."""
    latest = rows().where(Happening.happened_on <= day)
    order = (Happening.happened_on.desc(), Happening.id.desc())
    return db.session.execute(latest.order_by(*order).limit(limit)).all()


def about_partner(partner_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """Whether the entry is about the partner or about one of its agreements."""
    theirs = select(Party.agreement_id).where(Party.partner_id == partner_id)
    ways = (
        select(Happening.id).where(Happening.partner_id == partner_id),
        select(Happening.id).where(Happening.agreement_id.in_(theirs)),
        select(happening_partner.c.happening_id).where(
            happening_partner.c.partner_id == partner_id
        ),
        select(happening_agreement.c.happening_id).where(
            happening_agreement.c.agreement_id.in_(theirs)
        ),
    )
    return Happening.id.in_(union_all(*ways))


def about_agreement(agreement_id: int) -> ColumnElement[bool]:
    """Whether the entry is about the agreement, first of all or among others."""
    also = select(happening_agreement.c.happening_id).where(
        happening_agreement.c.agreement_id == agreement_id
    )
    own = select(Happening.id).where(Happening.agreement_id == agreement_id)
    return Happening.id.in_(own.union_all(also))


def with_contact(contact_id: int) -> ColumnElement[bool]:
    """Whether that contact took part."""
    took_part = select(happening_contact.c.happening_id).where(
        happening_contact.c.contact_id == contact_id
    )
    return Happening.id.in_(took_part)


def with_user(clause: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether somebody of ours whom the clause chooses took part."""
    return Happening.id.in_(select(happening_user.c.happening_id).where(clause))


def of_partner(partner_id: int) -> Sequence[AnyRow]:
    """At most fifty, the latest first; those whose day is unknown come last. Each row says how many
    there are in all, and the first known day of them."""
    return fetch(_of_partner(), partner=partner_id)


@cache
def _of_partner() -> AnySelect:
    statement = rows().where(about_partner(bindparam("partner")))
    in_all = (
        func.count().over().label("number"),
        func.min(Happening.happened_on).over().label("first_on"),
    )
    statement = statement.add_columns(*in_all)
    return statement.order_by(*_latest()).limit(50)


def with_steps(agreement_id: int, limit: int = 50) -> Sequence[AnyRow]:
    """An agreement's entries and the steps that it has taken, the latest first; unknown days last.

    A step has no `id`: there is no page of it. `kind` and `step` are words.
    """
    own = select(
        Happening.id,
        cast(Happening.kind, String).label("kind"),
        Happening.happened_on,
        Happening.created_at,
        Happening.title,
        Happening.body,
        literal(None, String).label("step"),
    ).where(about_agreement(agreement_id))
    steps = (
        select(
            literal(None, Integer),
            literal("step"),
            StepTaken.day,
            StepTaken.created_at,
            User.name,
            StepTaken.reason,
            cast(StepTaken.step, String),
        )
        .outerjoin(User, User.id == StepTaken.by_id)
        .where(StepTaken.agreement_id == agreement_id)
    )
    both = own.union_all(steps).subquery()
    order = (both.c.happened_on.desc().nulls_last(), both.c.created_at.desc())
    found = db.session.execute(select(both).order_by(*order).limit(limit)).all()
    return sorted(found, key=_when, reverse=True)


def _when(entry: AnyRow) -> tuple[bool, str]:
    """Where an entry stands; a step without a day of its own stands where it was taken."""
    day = entry.happened_on or (entry.created_at.date() if entry.step else None)
    return day is not None, f"{day} {entry.created_at}"


def people_about(
    partner_id: int | None, agreement_id: int | None, language: str
) -> Sequence[AnyRow]:
    """Who is at the partner, or at a partner of the agreement, each once, with a position; by
    their names, as who reads that language sees them."""
    name = Contact.name_sort_zh if language == "zh" else Contact.name_sort
    at = _partners_about(partner_id, agreement_id)
    people = select(
        Contact.id,
        Contact.name_en,
        Contact.name_zh,
        func.min(Position.title).label("title"),
    )
    people = people.join(Position, Position.contact_id == Contact.id).where(at(Position.partner_id))
    people = people.group_by(Contact.id, Contact.name_en, Contact.name_zh, name)
    return db.session.execute(people.order_by(name, Contact.id).limit(200)).all()


def agreements_about(partner_id: int | None, agreement_id: int | None) -> Sequence[AnyRow]:
    """The agreements of the partner, or of the partners of the agreement, the latest first."""
    at = _partners_about(partner_id, agreement_id)
    theirs = select(Party.agreement_id).where(at(Party.partner_id))
    named = select(
        Agreement.id,
        Agreement.title_en.label("name_en"),
        Agreement.title_zh.label("name_zh"),
        Agreement.reference,
    )
    named = named.where(Agreement.id.in_(theirs)).order_by(Agreement.id.desc())
    return db.session.execute(named.limit(200)).all()


def _partners_about(
    partner_id: int | None, agreement_id: int | None
) -> Callable[[Any], ColumnElement[bool]]:
    if agreement_id is None:
        return lambda column: column == partner_id
    parties = select(Party.partner_id).where(Party.agreement_id == agreement_id)
    return lambda column: column.in_(parties)


def get(happening_id: int) -> Happening | None:
    """The happening with all that it is linked with, in one statement: the links are few."""
    loads = (
        joinedload(Happening.partner),
        joinedload(Happening.agreement),
        joinedload(Happening.partners),
        joinedload(Happening.agreements),
        joinedload(Happening.contacts),
        joinedload(Happening.users),
    )
    return db.session.get(Happening, happening_id, options=loads)


def linked(name: str, numbers: list[int]) -> list[Any]:
    """The records of those numbers, as the happening's attribute of that name holds them."""
    model = LINKED[name]
    if not numbers:
        return []
    asked = select(model).where(model.id.in_(numbers)).order_by(model.id)
    return list(db.session.scalars(asked).all())


def _latest() -> tuple[ColumnElement[Any], ...]:
    return Happening.happened_on.desc().nulls_last(), Happening.id.desc()
