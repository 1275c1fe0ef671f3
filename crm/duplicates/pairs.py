"""The pairs that were found, and those that are not the same, as lists read them."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from crm.database import AnySelect
from crm.models import Contact, LikelyPair, NotTheSame, PairKind, Partner, Position, User
from crm.models.finding import matching_numbers
from crm.models.prepared import asked_words

Pair = type[LikelyPair] | type[NotTheSame]

SIDES = ("first", "second")
SHOWN = ("name_en", "name_zh", "country", "city", "website", "email", "phone")


def rows(model: Pair) -> AnySelect:
    """Both records of each pair: `first_name_en`, `second_phone` and so on; what a kind of record
    does not have is empty."""
    statement = select(model.id, model.record_type, model.first_id, model.second_id)
    for side in SIDES:
        partner, contact = aliased(Partner), aliased(Contact)
        number = getattr(model, f"{side}_id")
        statement = statement.outerjoin(
            partner, and_(model.record_type == PairKind.PARTNER, partner.id == number)
        ).outerjoin(contact, and_(model.record_type == PairKind.CONTACT, contact.id == number))
        statement = statement.add_columns(
            *(_either(partner, contact, name).label(f"{side}_{name}") for name in SHOWN),
            _works_at(contact, Partner.name_en).label(f"{side}_at_en"),
            _works_at(contact, Partner.name_zh).label(f"{side}_at_zh"),
        )
    return statement


def likely_rows() -> AnySelect:
    return rows(LikelyPair).add_columns(LikelyPair.whys)


def different_rows() -> AnySelect:
    said_by = select(User.name).where(User.id == NotTheSame.by_id).scalar_subquery()
    return rows(NotTheSame).add_columns(NotTheSame.created_at, said_by.label("by"))


def _either(partner: Any, contact: Any, name: str) -> ColumnElement[Any]:
    columns = [getattr(record, name) for record in (partner, contact) if hasattr(record, name)]
    return func.coalesce(*columns) if len(columns) > 1 else columns[0]


def _works_at(contact: Any, column: Any) -> ColumnElement[Any]:
    """That column of the partner where the contact holds the main position."""
    held = select(column).join(Position, Position.partner_id == Partner.id)
    held = held.where(Position.contact_id == contact.id, Position.is_main)
    found: ColumnElement[Any] = held.correlate(contact).scalar_subquery()
    return found


def _own_first(record: Any, language: str) -> tuple[Any, Any]:
    names = record.name_en, record.name_zh
    return names[::-1] if language == "zh" else names


def name_of_side(model: Pair, side: str, language: str) -> ColumnElement[Any]:
    """What that record of the pair is called, for exports."""
    number = getattr(model, f"{side}_id")
    named = [
        (
            model.record_type == kind,
            select(func.coalesce(*_own_first(record, language)))
            .where(record.id == number)
            .correlate(model)
            .scalar_subquery(),
        )
        for kind, record in ((PairKind.PARTNER, Partner), (PairKind.CONTACT, Contact))
    ]
    return case(*named)


def are_there(model: Pair) -> ColumnElement[bool]:
    """Whether both records are there yet."""
    return or_(
        *(
            and_(
                model.record_type == kind,
                *(
                    select(record.id)
                    .where(record.id == getattr(model, f"{side}_id"))
                    .correlate(model)
                    .exists()
                    for side in SIDES
                ),
            )
            for kind, record in ((PairKind.PARTNER, Partner), (PairKind.CONTACT, Contact))
        )
    )


def of_record(model: Pair, kind: PairKind) -> Callable[[int], ColumnElement[bool]]:
    """Whether the record of that number is one of the two."""
    return lambda number: and_(
        model.record_type == kind, or_(model.first_id == number, model.second_id == number)
    )


def search(model: Pair, typed: str) -> ColumnElement[bool] | None:
    """By the words of either record."""
    words = asked_words(typed[:200])
    if not words:
        return None
    return or_(
        *(
            and_(model.record_type == kind, number.in_(matching_numbers(record, words)))
            for kind, record in ((PairKind.PARTNER, Partner), (PairKind.CONTACT, Contact))
            for number in (model.first_id, model.second_id)
        )
    )
