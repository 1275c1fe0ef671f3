"""Every SELECT about the history."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)

from crm.database import AnyRow, AnySelect, Base
from crm.documents import queries as document_queries
from crm.extensions import db, fetch
from crm.models import Change, Document, User
from crm.models.kept_records import KEPT, SET_UP

OWNERS: Mapping[str, type[Base]] = {
    model.__tablename__: model for model, part in KEPT.items() if part is None
}
"""The records that have a history of their own, by the name of their table."""

_SET_UP = {model.__tablename__ for model in SET_UP}

References = Mapping[type[Base], set[int]]
Names = Mapping[tuple[str, int], AnyRow]


def rows() -> AnySelect:
    return select(
        Change.id,
        Change.at,
        Change.act,
        Change.way,
        Change.record_type,
        Change.record_id,
        Change.owner_type,
        Change.owner_id,
        Change.name,
        Change.fields,
        User.name.label("by"),
    ).outerjoin(User, User.id == Change.by_id)


def is_told(*, sees_all: bool) -> ColumnElement[bool]:
    """Whether a line may be shown: the set-up is for administrators, and so are some papers."""
    if sees_all:
        return true()
    known = select(Document.id).where(document_queries.readable(sees_all=False))
    is_open = or_(Change.owner_type != Document.__tablename__, Change.owner_id.in_(known))
    return and_(is_open, Change.owner_type.not_in(_SET_UP))


def of_record(owner_type: str, owner_id: int) -> ColumnElement[bool]:
    """Whether the line is of that record's history, its parts' included."""
    return and_(Change.owner_type == owner_type, Change.owner_id == owner_id)


def called(typed: str) -> ColumnElement[bool] | None:
    """Whether the record was called something like that; None when nothing was typed."""
    wanted = typed.replace("\0", " ").strip()
    return Change.name.icontains(wanted, autoescape=True) if wanted else None


def line(change_id: int, *, sees_all: bool) -> AnyRow | None:
    """One line, if the reader may know of it."""
    statement = rows().where(Change.id == change_id, is_told(sees_all=sees_all))
    return next(iter(fetch(statement)), None)


def lines_of(owner_type: str, owner_id: int, limit: int, *, sees_all: bool) -> Sequence[AnyRow]:
    """The newest lines of a record's history."""
    of_it = of_record(owner_type, owner_id)
    statement = rows().where(of_it, is_told(sees_all=sees_all)).order_by(Change.id.desc())
    return fetch(statement.limit(limit))


def names_of(references: References) -> Names:
    """What those records are called, by table and number, in one statement; those gone are left
    out. A row has `name_en` and `name_zh`."""
    asked = [_named(model, numbers) for model, numbers in references.items() if numbers]
    if not asked:
        return {}
    return {(row.kind, row.id): row for row in db.session.execute(union_all(*asked))}


def _named(model: type[Base], numbers: Iterable[int]) -> Any:
    table = model.__table__
    columns = [table.c.get(name) for name in ("name_en", "title_en", "label_en", "name", "title")]
    first: Any = next((c for c in columns if c is not None), cast(table.c.id, String))
    chinese = [table.c.get(name) for name in ("name_zh", "title_zh", "label_zh")]
    second: Any = next((c for c in chinese if c is not None), literal(None, String))
    return select(
        literal(model.__tablename__).label("kind"),
        table.c.id.label("id"),
        cast(first, String).label("name_en"),
        cast(second, String).label("name_zh"),
    ).where(table.c.id.in_(sorted(numbers)))


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Change)) or 0
