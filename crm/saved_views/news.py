"""Which records saved views find since their reader was told last."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, literal, null, select, union_all

from crm.database import AnyRow, AnySelect, Moment, now
from crm.extensions import db, fetch
from crm.models import ViewMatch
from crm.saved_views.found import COUNTED, findings
from crm.saved_views.told import MOST, Match, News
from crm.web.locale import Reader

TOLD_OF = frozenset({"partner", "contact", "agreement", "task", "obligation", "happening"})
"""The tables of the lists whose views can tell of new records."""


AT_ONCE = 100
"""Views that one statement asks for: SQLite puts no more than 500 together."""


def can_tell(room: str, query: str | None, who: Reader) -> bool:
    """Whether the view finds records of one kind, which has pages of its own."""
    found = findings(room, query, who) if room in COUNTED else ()
    return len(found) == 1 and found[0][0].__tablename__ in TOLD_OF


def news(choices: Iterable[AnyRow], readers: Mapping[int, Reader]) -> dict[int, list[News]]:
    """What these views have newly found, by the number of the reader: a statement for so many."""
    told = {choice.id: choice for choice in choices}
    found = [_new(choice, readers[choice.user_id]) for choice in told.values()]
    rows: dict[int, list[AnyRow]] = {}
    for start in range(0, len(found), AT_ONCE):
        for row in fetch(union_all(*found[start : start + AT_ONCE])):
            rows.setdefault(row.choice_id, []).append(row)
    news: dict[int, list[News]] = {}
    for number, matches in rows.items():
        choice = told[number]
        made = _news(choice, matches, readers[choice.user_id])
        news.setdefault(choice.user_id, []).append(made)
    return news


def _new(choice: AnyRow, who: Reader) -> AnySelect:
    """The last of them, with how many there are."""
    model, clauses = _only(choice.room, choice.query, who)
    name_en, name_zh = _names(model)
    found = (
        select(
            literal(choice.id).label("choice_id"),
            model.id.label("record_id"),
            name_en.label("name_en"),
            name_zh.label("name_zh"),
            model.updated_at.label("at"),
            func.count().over().label("total"),
        )
        .where(*clauses, model.id.not_in(_told(choice.id)))
        .order_by(model.id.desc())
        .limit(MOST)
    ).subquery()
    return select(*found.c)


def _only(room: str, query: str | None, who: Reader) -> tuple[Any, Sequence[ColumnElement[bool]]]:
    """The one kind of record that a view finds which tells."""
    (found,) = findings(room, query, who)
    return found


def _names(model: Any) -> tuple[Any, Any]:
    columns = model.__table__.columns
    for name in ("name", "title"):
        if f"{name}_en" in columns:
            return columns[f"{name}_en"], columns[f"{name}_zh"]
    return columns["text" if "text" in columns else "title"], null()


def _told(choice_id: int) -> Any:
    return select(ViewMatch.record_id).where(ViewMatch.choice_id == choice_id)


def _news(choice: AnyRow, rows: Sequence[AnyRow], who: Reader) -> News:
    kind = _only(choice.room, choice.query, who)[0].__tablename__
    matches = [
        Match(kind, row.record_id, row.at.astimezone(who.zone).date(), row.name_en, row.name_zh)
        for row in rows
    ]
    return News(choice.view_id, choice.name, choice.room, choice.query, matches, rows[0].total)


def remember(choice_id: int, room: str, query: str | None, who: Reader) -> None:
    """What the view finds now is no news from here on; what it no longer finds will be again."""
    model, clauses = _only(room, query, who)
    found = select(model.id).where(*clauses)
    of_choice = ViewMatch.choice_id == choice_id
    session = db.session()
    session.execute(delete(ViewMatch).where(of_choice, ViewMatch.record_id.not_in(found)))
    at = literal(now(), Moment())
    fresh = found.where(model.id.not_in(_told(choice_id)))
    made = fresh.add_columns(literal(choice_id), at, at, literal(1))
    columns = ["record_id", "choice_id", "created_at", "updated_at", "version"]
    session.execute(insert(ViewMatch).from_select(columns, made, include_defaults=False))


def forget(choice_id: int) -> None:
    db.session.execute(delete(ViewMatch).where(ViewMatch.choice_id == choice_id))
