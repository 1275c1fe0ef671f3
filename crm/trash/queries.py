"""Every SELECT about the trash, and about what would go into it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    String,
    Table,
    cast,
    func,
    literal,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.orm import joinedload

from crm.database import AnyRow, AnySelect, Base
from crm.extensions import db, fetch
from crm.models import Access, Draft, TrashFile, TrashItem, User
from crm.models.asked import parts_of
from crm.models.finding import standing_in
from crm.models.prepared import asked_words
from crm.models.trash import KEPT_FOR
from crm.trash.references import MODELS, Piece, Reference, references

AT_ONCE = 500
NAMED = 5
"""Names of each kind that a page tells of what goes; the rest is counted."""

ONE_NAME = ("title", "name", "text")
"""Columns that name a row in whatever language. Not the names of files: a version does not say for
itself who may read it."""


def names_in(language: str) -> Sequence[str]:
    """Columns that may name a row, those of the reader's language first."""
    codes = ("zh", "en") if language == "zh" else ("en", "zh")
    both = (f"{kind}_{code}" for kind in ("title", "name", "label") for code in codes)
    return (*both, *ONE_NAME)


def rows() -> AnySelect:
    return select(
        TrashItem.id,
        TrashItem.version,
        TrashItem.record_type,
        TrashItem.record_id,
        TrashItem.name,
        TrashItem.name_zh,
        TrashItem.deleted_at,
        User.name.label("by"),
    ).outerjoin(User, User.id == TrashItem.deleted_by_id)


def is_shown(*, sees_all: bool) -> ColumnElement[bool]:
    return true() if sees_all else TrashItem.is_restricted.is_(False)


def called(typed: str) -> ColumnElement[bool] | None:
    """Whether it was called so, as the search has it; None when nothing was typed."""
    words = asked_words(typed)
    return standing_in(TrashItem.words, parts_of(words)) if words else None


def of_kind(name: str) -> Callable[[object], ColumnElement[bool]]:
    return lambda _reader: TrashItem.record_type == name


def get(item_id: int, *, sees_all: bool, by_id: int) -> TrashItem | None:
    """One item, if the reader may know of it: whoever deleted something may."""
    mine = TrashItem.deleted_by_id == by_id
    statement = select(TrashItem).options(joinedload(TrashItem.deleted_by))
    shown = is_shown(sees_all=sees_all) | mine
    return db.session.scalar(statement.where(TrashItem.id == item_id, shown))


def items(numbers: Sequence[int]) -> Sequence[TrashItem]:
    return db.session.scalars(select(TrashItem).where(TrashItem.id.in_(numbers))).all()


def of_record(record_type: str, record_id: int) -> int | None:
    """The number of the item that holds that record."""
    held = select(TrashItem.id).where(
        TrashItem.record_type == record_type, TrashItem.record_id == record_id
    )
    return db.session.scalar(held)


def names_in_trash(record_type: str, record_id: int) -> AnyRow | None:
    """Both names of the item that holds that record."""
    held = select(TrashItem.name.label("name_en"), TrashItem.name_zh).where(
        TrashItem.record_type == record_type, TrashItem.record_id == record_id
    )
    return next(iter(fetch(held)), None)


def files_of(item_id: int) -> Sequence[TrashFile]:
    return db.session.scalars(select(TrashFile).where(TrashFile.item_id == item_id)).all()


def items_over(moment: datetime) -> Sequence[TrashItem]:
    """Those that have lain there long enough, the oldest first."""
    over = select(TrashItem).where(TrashItem.deleted_at <= moment - KEPT_FOR)
    return db.session.scalars(over.order_by(TrashItem.deleted_at, TrashItem.id)).all()


def number_over(moment: datetime) -> int:
    over = select(func.count()).select_from(TrashItem)
    return db.session.scalar(over.where(TrashItem.deleted_at <= moment - KEPT_FOR)) or 0


def hold(piece: Piece) -> None:
    """Let nobody hang something on the piece, or take something off it, until it is gone."""
    if db.engine.dialect.name == "postgresql":
        for table, which in piece.tables.items():
            held = select(literal(1)).select_from(table).where(which)
            db.session.execute(held.with_for_update(of=table))


def rows_of(piece: Piece) -> dict[Table, Sequence[RowMapping]]:
    """All rows of the piece, by table."""
    found = {}
    for table, which in piece.tables.items():
        rows = db.session.execute(select(*table.columns).where(which)).mappings().all()
        if rows:
            found[table] = rows
    return found


def counts(piece: Piece) -> Mapping[str, int]:
    """How many rows of each table go, in one statement."""
    counted = [
        select(literal(table.name).label("kind"), func.count().label("number"))
        .select_from(table)
        .where(which)
        for table, which in piece.tables.items()
    ]
    found = db.session.execute(union_all(*counted))
    return {row.kind: row.number for row in found if row.number}


def name_in(row: Mapping[str, Any], language: str) -> str:
    """What a kept row is called; empty when it has no name."""
    return next((str(row[name]) for name in names_in(language) if row.get(name)), "")


def names(
    piece: Piece, kinds: Sequence[str], language: str, *, sees_all: bool
) -> Mapping[str, list[str]]:
    """What some of those are called, in one statement: as far as the reader may know."""
    asked = []
    for table, which in piece.tables.items():
        columns = [table.c[name] for name in names_in(language) if name in table.c]
        if table.name in kinds and columns:
            name = cast(func.coalesce(*columns, ""), String)
            few = select(literal(table.name).label("kind"), name.label("name"))
            few = few.where(which, name != "")
            if "access" in table.c and not sees_all:
                few = few.where(table.c.access == Access.STAFF)
            asked.append(select(few.order_by(table.c.id).limit(NAMED).subquery()))
    found: dict[str, list[str]] = {}
    for row in db.session.execute(union_all(*asked)) if asked else ():
        found.setdefault(row.kind, []).append(row.name)
    return found


def loosened(piece: Piece) -> list[list[Any]]:
    """The references to it that are let go: table, column, number, and what stands there."""
    found: list[list[Any]] = []
    for reference, which in piece.referring():
        if reference.lets_go:
            table, column = reference.table, reference.column
            stands = select(table.c.id, column).where(which).order_by(table.c.id)
            found += [[*reference.name, *row] for row in db.session.execute(stands)]
    return found


def needing(piece: Piece) -> int:
    """How many rows stay that cannot be without it."""
    counted = [
        select(func.count().label("number")).select_from(reference.table).where(which)
        for reference, which in piece.referring()
        if not reference.lets_go
    ]
    return sum(db.session.scalars(union_all(*counted))) if counted else 0


def in_the_way(piece: Piece) -> Mapping[type[Base], set[int]]:
    """The first few records that cannot be without it, in one statement."""
    asked = []
    for reference, which in piece.referring():
        if not reference.lets_go:
            kind, number = reference.holder
            few = select(literal(kind).label("kind"), number.label("number"))
            few = few.where(which).distinct()
            asked.append(select(few.order_by(number).limit(NAMED).subquery()))
    found: dict[type[Base], set[int]] = {}
    for row in db.session.execute(union_all(*asked)) if asked else ():
        found.setdefault(MODELS[row.kind], set()).add(row.number)
    return found


def missing(rows: Mapping[Table, Sequence[Mapping[str, Any]]]) -> dict[Reference, set[int]]:
    """What those rows refer to that is neither among them nor in the database."""
    found = {}
    for reference in references():
        name = reference.column.name
        wanted = {row[name] for row in rows.get(reference.table, ()) if row.get(name) is not None}
        wanted -= {row["id"] for row in rows.get(reference.to, ()) if "id" in row}
        if wanted and (gone := wanted - there(reference.to, sorted(wanted))):
            found[reference] = gone
    return found


def not_made_anew(drafts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of the kept rows whose template has not filled another document of the same agreement
    since."""
    which = tuple_(Draft.agreement_id, Draft.template_id)
    kept = [(draft["agreement_id"], draft["template_id"]) for draft in drafts]
    made = select(Draft.agreement_id, Draft.template_id).where(which.in_(kept))
    again = {tuple(row) for row in db.session.execute(made)}
    return [draft for draft, its in zip(drafts, kept, strict=True) if its not in again]


def there(table: Table, numbers: Sequence[int]) -> set[int]:
    """Those of the numbers that the table has, as far as the reader may know."""
    portions = (numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE))
    return {
        number
        for portion in portions
        for number in db.session.scalars(select(table.c.id).where(table.c.id.in_(portion)))
    }
