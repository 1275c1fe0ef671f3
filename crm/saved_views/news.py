"""Which records saved views find since their reader was told last."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import String, cast, delete, func, insert, literal, null, select, union_all

from crm.database import AnyRow, AnySelect, Moment, now
from crm.extensions import db, fetch
from crm.models import Agreement, Enquiry, Review, ViewMatch
from crm.saved_views.found import COUNTED, findings
from crm.saved_views.told import MOST, Match, News
from crm.web.locale import Reader

TOLD_OF = frozenset(
    {
        *("partner", "contact", "agreement", "task", "obligation", "happening", "document"),
        *("proposal", "enquiry", "review"),
    }
)
"""The tables of the lists whose views can tell of new records."""


AT_ONCE = 100
"""Kinds of views that one statement asks for: SQLite puts no more than 500 together."""


def can_tell(room: str, query: str | None, who: Reader) -> bool:
    """Whether all that the view finds has pages of its own."""
    found = findings(room, query, who) if room in COUNTED else ()
    return bool(found) and all(model.__tablename__ in TOLD_OF for model, _clauses in found)


def news(choices: Iterable[AnyRow], readers: Mapping[int, Reader]) -> dict[int, list[News]]:
    """What these views have newly found, by the number of the reader: a statement for so many."""
    told = {choice.id: choice for choice in choices}
    asked = [part for choice in told.values() for part in _new(choice, readers[choice.user_id])]
    rows: dict[int, list[AnyRow]] = {}
    for start in range(0, len(asked), AT_ONCE):
        for row in fetch(union_all(*asked[start : start + AT_ONCE])):
            rows.setdefault(row.choice_id, []).append(row)
    news: dict[int, list[News]] = {}
    for number, choice in told.items():
        if matches := rows.get(number):
            made = _news(choice, matches, readers[choice.user_id])
            news.setdefault(choice.user_id, []).append(made)
    return news


def _new(choice: AnyRow, who: Reader) -> Iterable[AnySelect]:
    """Of each kind that it finds the last records, with how many there are."""
    for model, clauses in _kinds(choice.room, choice.query, who):
        name_en, name_zh = _names(model)
        kind = model.__tablename__
        found = (
            select(
                literal(choice.id).label("choice_id"),
                literal(kind).label("kind"),
                model.id.label("record_id"),
                name_en.label("name_en"),
                name_zh.label("name_zh"),
                model.updated_at.label("at"),
                func.count().over().label("total"),
            )
            .where(*clauses, model.id.not_in(_told(choice.id, kind)))
            .order_by(model.id.desc())
            .limit(MOST)
        ).subquery()
        yield select(*found.c)


def _kinds(room: str, query: str | None, who: Reader) -> Sequence[tuple[Any, Any]]:
    """The kinds of record that a view finds which tells, with what those have in common."""
    return findings(room, query, who)


def _names(model: Any) -> tuple[Any, Any]:
    if model is Review:
        agreement = select(Agreement.title_en), select(Agreement.title_zh)
        en, zh = (one.where(Agreement.id == Review.agreement_id) for one in agreement)
        return en.scalar_subquery(), zh.scalar_subquery()
    if model is Enquiry:
        return Enquiry.organisation, cast(null(), String)
    columns = model.__table__.columns
    for name in ("name", "title"):
        if f"{name}_en" in columns:
            return columns[f"{name}_en"], columns[f"{name}_zh"]
    return columns["text" if "text" in columns else "title"], cast(null(), String)


def _told(choice_id: int, kind: str) -> Any:
    of_choice = ViewMatch.choice_id == choice_id, ViewMatch.record_type == kind
    return select(ViewMatch.record_id).where(*of_choice)


def _news(choice: AnyRow, rows: Sequence[AnyRow], who: Reader) -> News:
    """The last of all kinds; each row bears how many there are of its own."""
    total = sum({row.kind: row.total for row in rows}.values())
    last = sorted(rows, key=lambda row: (row.at, row.record_id), reverse=True)[:MOST]
    matches = [
        Match(row.kind, row.record_id, row.at.astimezone(who.zone).date(), row.name_en, row.name_zh)
        for row in last
    ]
    return News(choice.view_id, choice.name, choice.room, choice.query, matches, total)


def remember(choice_id: int, room: str, query: str | None, who: Reader) -> None:
    """What the view finds now is no news from here on; what it no longer finds will be again."""
    session, at = db.session(), literal(now(), Moment())
    of_choice = ViewMatch.choice_id == choice_id
    kinds = _kinds(room, query, who)
    names = [model.__tablename__ for model, _clauses in kinds]
    session.execute(delete(ViewMatch).where(of_choice, ViewMatch.record_type.not_in(names)))
    for model, clauses in kinds:
        kind, found = model.__tablename__, select(model.id).where(*clauses)
        of_kind = ViewMatch.record_type == kind
        gone = ViewMatch.record_id.not_in(found)
        session.execute(delete(ViewMatch).where(of_choice, of_kind, gone))
        fresh = found.where(model.id.not_in(_told(choice_id, kind)))
        made = fresh.add_columns(literal(choice_id), literal(kind), at, at, literal(1))
        columns = ["record_id", "choice_id", "record_type", "created_at", "updated_at", "version"]
        session.execute(insert(ViewMatch).from_select(columns, made, include_defaults=False))


def forget(choice_id: int) -> None:
    db.session.execute(delete(ViewMatch).where(ViewMatch.choice_id == choice_id))
