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
from sqlalchemy.orm import aliased, joinedload

from crm.database import AnyRow, AnySelect, Base
from crm.documents import queries as document_queries
from crm.extensions import db, fetch
from crm.history.called import name_zh
from crm.models import (
    Act,
    Batch,
    Change,
    Document,
    FieldKind,
    FieldValue,
    Obligation,
    Task,
    TrashItem,
    TypeField,
    User,
)
from crm.models.kept_records import KEPT, SET_UP
from crm.seeing import seeing_all

AT_ONCE = 500
"""Records that are asked for in one statement."""

OWNERS: Mapping[str, type[Base]] = {
    model.__tablename__: model for model, part in KEPT.items() if part is None
}
"""The records that have a history of their own, by the name of their table."""

_SET_UP = {model.__tablename__ for model in SET_UP}

_MADE = (Act.CREATED, Act.RESTORED)

References = Mapping[type[Base], set[int]]
Names = Mapping[tuple[str, int], AnyRow]


def rows() -> AnySelect:
    return (
        select(
            Change.id,
            Change.at,
            Change.act,
            Change.way,
            Change.record_type,
            Change.record_id,
            Change.owner_type,
            Change.owner_id,
            Change.name,
            name_zh(),
            Change.fields,
            Batch.id.label("batch_id"),  # none where the reader may not know of the whole act
            Change.is_further,
            Batch.title.label("batch_title"),
            Batch.kind.label("batch_kind"),
            Batch.records.label("batch_records"),
            Batch.undone_at.label("batch_undone_at"),
            User.name.label("by"),
        )
        .outerjoin_from(Change, User, User.id == Change.by_id)
        .outerjoin(Batch, Batch.id == Change.batch_id)
    )


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


def choices(fields: Iterable[int], answers: Iterable[int]) -> Sequence[AnyRow]:
    """What those fields offer to choose from, and those of these answers, with their numbers."""
    is_answer = and_(FieldValue.field_id == TypeField.id, FieldValue.id.in_(sorted(answers)))
    columns = (TypeField.id, TypeField.options, FieldValue.id.label("answer"))
    offered = select(*columns).outerjoin_from(TypeField, FieldValue, is_answer)
    wanted = or_(TypeField.id.in_(sorted(set(fields))), FieldValue.id.is_not(None))
    return fetch(offered.where(TypeField.kind == FieldKind.CHOICE, wanted))


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Change)) or 0


def last_digest() -> str:
    """What stands for all that was written so far; empty when nothing was."""
    last = select(Change.digest).order_by(Change.id.desc()).limit(1)
    return db.session.scalar(last) or ""


def is_act() -> ColumnElement[bool]:
    """Whether the line stands for a whole act: it is by itself, or the first of its batch."""
    return Change.is_further.is_(False)


def of_batch(batch_id: int) -> ColumnElement[bool]:
    return Change.batch_id == batch_id


def number_in(batch_id: int) -> int:
    """How many lines the batch has."""
    lines = select(func.count()).select_from(Change).where(of_batch(batch_id))
    return db.session.scalar(lines) or 0


def batch(batch_id: int) -> Batch | None:
    people = joinedload(Batch.by), joinedload(Batch.undone_by)
    return db.session.get(Batch, batch_id, options=people)


def is_shown(batch_id: int) -> bool:
    """Whether the reader may know of the act as a whole: asked of the database, which the session
    of who has just done it would not."""
    return db.session.scalar(select(Batch.id).where(Batch.id == batch_id)) is not None


def is_for_administrators(batch_id: int) -> bool:
    """Whether some line of the batch is not told to everybody."""
    hidden = select(Change.id).where(of_batch(batch_id), ~is_told(sees_all=False))
    return db.session.scalar(hidden.limit(1)) is not None


def first_of_batch(batch_id: int, limit: int, *, sees_all: bool) -> Sequence[AnyRow]:
    """The first lines of the batch, as a page shows them."""
    statement = rows().where(of_batch(batch_id), is_told(sees_all=sees_all)).order_by(Change.id)
    return fetch(statement.limit(limit))


def keys_in(batch_id: int, acts: Iterable[Act]) -> Sequence[AnyRow]:
    """Number, kind and number of the record of each line of the batch that tells of such an act,
    the newest first."""
    statement = select(Change.id, Change.record_type, Change.record_id)
    statement = statement.where(of_batch(batch_id), Change.act.in_(acts))
    return fetch(statement.order_by(Change.id.desc()))


def changed_in(batch_id: int, before: int | None, most: int) -> Sequence[AnyRow]:
    """So many lines of changed fields of the batch that stand before that one, the newest first."""
    is_before = true() if before is None else Change.id < before
    statement = _content().where(of_batch(batch_id), Change.act == Act.CHANGED, is_before)
    return fetch(statement.order_by(Change.id.desc()).limit(most))


def lines_again(numbers: Iterable[int]) -> Sequence[AnyRow]:
    """What those lines say, the newest first."""
    return fetch(_content().where(Change.id.in_([*numbers])).order_by(Change.id.desc()))


def is_known(line_id: int) -> bool:
    """Whether the reader may know of what that line tells."""
    return db.session.scalar(select(Change.id).where(Change.id == line_id)) is not None


def _content() -> AnySelect:
    return select(Change.id, Change.record_type, Change.record_id, Change.name, Change.fields)


def name_in(batch_id: int, model: type[Base], number: int | None) -> str | None:
    """What the batch calls that record."""
    of_it = and_(Change.record_type == model.__tablename__, Change.record_id == number)
    name = select(Change.name).where(of_it, of_batch(batch_id))
    return db.session.scalar(name.order_by(Change.id).limit(1))


def own_references(model: type[Base], numbers: Sequence[int]) -> dict[int, Sequence[int]]:
    """Those records, each with the others of its kind that it refers to."""
    table = model.__table__
    own = [c for c in table.c if any(key.column.table is table for key in c.foreign_keys)]
    found: dict[int, Sequence[int]] = dict.fromkeys(numbers, ())
    for start in range(0, len(numbers) if own else 0, AT_ONCE):
        portion = model.id.in_(numbers[start : start + AT_ONCE])
        rows = fetch(select(model.id, *own).where(portion))
        found |= {row[0]: [number for number in row[1:] if number is not None] for row in rows}
    return found


def obligations_of(batch_id: int) -> Sequence[Obligation]:
    """Those with tasks of which the batch tells."""
    is_of_it = and_(Change.record_type == Task.__tablename__, Change.record_id == Task.id)
    owed = select(Task.obligation_id).join(Change, is_of_it).where(of_batch(batch_id))
    found = select(Obligation).where(Obligation.id.in_(owed)).order_by(Obligation.id)
    return db.session.scalars(found).all()


def trashed_by(batch_id: int) -> Sequence[TrashItem]:
    """What the batch moved to the trash and is there yet, the last first."""
    kind, number = TrashItem.record_type, TrashItem.record_id
    is_of_it = and_(kind == Change.record_type, number == Change.record_id)
    found = select(TrashItem).join(Change, is_of_it).order_by(TrashItem.id.desc())
    return db.session.scalars(found.where(of_batch(batch_id), Change.act == Act.DELETED)).all()


@seeing_all()
def changed_since(batch_id: int) -> str | None:
    """What the first record is called that the batch has added and somebody changed since, or that
    it has deleted and somebody brought back and deleted again."""
    made, later = aliased(Change), aliased(Change)
    is_same = and_(later.record_type == made.record_type, later.record_id == made.record_id)
    last = select(func.max(Change.id)).where(of_batch(batch_id)).scalar_subquery()
    is_gone_again = and_(made.act == Act.DELETED, later.act == Act.DELETED)
    is_another = or_(made.act.in_(_MADE), is_gone_again)
    found = (
        select(made.name)
        .join(later, is_same)
        .where(made.batch_id == batch_id, is_another, later.id > last)
    )
    return db.session.scalar(found.order_by(made.id).limit(1))


@seeing_all()
def in_use(model: type[Base], batch_id: int) -> int | None:
    """The number of a record that the batch has added and something else refers to that it has
    not; a statement for each kind of reference."""
    for other in KEPT:
        for column in other.__table__.c:
            if not any(key.column.table is model.__table__ for key in column.foreign_keys):
                continue
            asked = select(column).where(
                column.in_(_made_by(model, batch_id)),
                other.id.not_in(_made_by(other, batch_id)),
            )
            if (number := db.session.scalar(asked.limit(1))) is not None:
                return int(number)
    return None


def _made_by(model: type[Base], batch_id: int) -> AnySelect:
    made = select(Change.record_id).where(of_batch(batch_id), Change.act.in_(_MADE))
    return made.where(Change.record_type == model.__tablename__)
