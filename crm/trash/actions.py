"""Deleting and bringing back. An action changes the session and never commits."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Table, insert, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.interfaces import MANYTOONE

from crm.database import Base, now
from crm.documents.storage import HOLDERS
from crm.errors import Refused, Values
from crm.extensions import db
from crm.history.values import read_value
from crm.models import (
    Access,
    Act,
    Agreement,
    Contact,
    Document,
    Draft,
    Obligation,
    Task,
    TrashFile,
    TrashItem,
)
from crm.models.chain import keep_above
from crm.models.confidential import agreement_of
from crm.models.history import BY_ID, NOTED, note_gone_for_good, note_restored
from crm.models.history_fields import plain
from crm.models.kept_records import KEPT, SET_UP
from crm.models.numbers import hold_writing
from crm.models.record_names import chinese_name, names_of
from crm.models.search import SEARCHED, rewrite_words
from crm.models.sort_keys import renew_keys
from crm.obligations.schedule import note_next
from crm.seeing import Eyes, eyes, seeing_all, seen_by
from crm.trash import queries
from crm.trash.coming_back import is_link, rows_in, what_is_missing
from crm.trash.content import kept_row
from crm.trash.pointing import hold_again, let_go
from crm.trash.references import MODELS, Piece, table_of


@seeing_all()
def move_to_trash(_values: Values, record: Base) -> TrashItem:
    """Take it out with all that goes with it, in one piece that can be restored.

    Raises Refused while something that stays cannot be without it.
    """
    session = db.session()
    session.flush()
    hold_writing(session.connection())
    piece = Piece(table_of(type(record)), record.id)
    queries.hold(piece)
    if needed := queries.needing(piece):
        raise Refused(_("Others need it still. Move or delete those first.") + f" ({needed})")
    item = TrashItem(
        record_type=record.__tablename__,
        record_id=record.id,
        name=names_of(session, [record])[record][:300],
        name_zh=chinese_name(record),
        deleted_at=now(),
        deleted_by_id=session.info.get(BY_ID),
        is_restricted=_is_restricted(record),
        agreement_id=agreement_of(record),
    )
    rows, loosened = queries.rows_of(piece), queries.loosened(piece)
    let_go(session, loosened)
    before = len(session.info.get(NOTED, ()))
    _take_out(session, piece)
    changed = [line for line in session.info[NOTED][before:] if line["act"] is Act.CHANGED]
    item.content = {
        "rows": {table.name: [kept_row(row) for row in found] for table, found in rows.items()},
        "loosened": loosened,
        "others": [[line["record_type"], line["record_id"], line["fields"]] for line in changed],
    }
    item.files = [TrashFile(digest=digest) for digest in sorted(_digests(item))]
    session.add(item)
    session.flush()
    return item


def restore(_values: Values, item: TrashItem) -> Base:
    """Bring back all of it, as it was. Raises Refused when what it hangs on is not there, or
    another record has taken its place."""
    return _restore(item, eyes())


@seeing_all()
def _restore(item: TrashItem, reader: Eyes) -> Base:
    session = db.session()
    rows = _rows_to_insert(item, reader)
    _take_item_out(session, item)
    for table, lines in rows.items():
        if lines:
            _insert(session, table, lines)
    hold_again(session, item.content["loosened"])
    back = _loaded(session, rows)
    _keep_in_order(session, back)
    _set_others_back(session, item.content["others"])
    record = next(r for r in back if (r.__tablename__, r.id) == (item.record_type, item.record_id))
    _tell_owner(session, record)
    session.flush()
    note_restored(session, back)
    return record


@seeing_all()
def empty_trash(_values: Values, moment: datetime) -> list[TrashItem]:
    """Let go for good of what has lain there long enough; what that was."""
    over = list(queries.items_over(moment))
    return [delete_for_good({}, item) for item in over]


@seeing_all()
def delete_for_good(_values: Values, item: TrashItem) -> TrashItem:
    """Let go of one, however long it has lain there, as of a file that was never to be here. The
    history keeps that it was there."""
    session = db.session()
    record = (item.record_type, item.record_id)
    note_gone_for_good(session, record, _owner_of(item), item.name, item.agreement_id)
    _take_item_out(session, item)
    return item


def _is_restricted(record: Base) -> bool:
    part = KEPT[type(record)]
    is_set_up = type(record) in SET_UP or (part is not None and part.model in SET_UP)
    return is_set_up or (isinstance(record, Document) and record.access is not Access.STAFF)


def _take_out(session: Session, piece: Piece) -> None:
    """Delete what hangs on others first, through the session: history and search follow."""
    for table in reversed(list(piece.tables)):
        model = MODELS.get(table.name)
        if model is None:
            continue  # rows that only link two others go with either of them
        for record in session.scalars(select(model).where(piece.tables[table])).all():
            _forget_parts(record)
            session.delete(record)
        session.flush()


def _forget_parts(record: Base) -> None:
    """Its parts have gone before it: nothing is left that deleting it would have to load."""
    for relation in inspect(type(record)).relationships:
        if relation.direction is not MANYTOONE and not relation.viewonly:
            set_committed_value(record, relation.key, [] if relation.uselist else None)


def _digests(item: TrashItem) -> set[str]:
    tables = {holder.__tablename__ for holder in HOLDERS} - {TrashFile.__tablename__}
    lines = (line for name in tables for line in item.content["rows"].get(name, ()))
    return {line["digest"] for line in lines if line["digest"] is not None}


def _rows_to_insert(item: TrashItem, reader: Eyes) -> dict[Table, list[dict[str, Any]]]:
    """By table, what is referred to first. What a row can be without, and what is no longer
    there, is left out of it. Of two drafts the newer is the one that is drafted again."""
    rows = rows_in(item.content)
    for reference, numbers in queries.missing(rows).items():
        if is_link(reference):
            left = [r for r in rows[reference.table] if r[reference.column.name] not in numbers]
            rows[reference.table] = left
            continue
        if not reference.lets_go:
            with seen_by(reader):  # who reads the refusal may not know of it
                raise Refused(what_is_missing(reference.to.name, min(numbers)))
        for row in rows[reference.table]:
            if row[reference.column.name] in numbers:
                row[reference.column.name] = None
    if drafts := rows.get(table_of(Draft)):
        rows[table_of(Draft)] = queries.not_made_anew(drafts)
    return rows


def _take_item_out(session: Session, item: TrashItem) -> None:
    """First of all: of two who restore it, one does."""
    set_committed_value(item, "files", list(queries.files_of(item.id)))
    session.delete(item)
    session.flush()


def _insert(session: Session, table: Table, lines: Sequence[dict[str, Any]]) -> None:
    try:
        session.execute(insert(table), list(lines))
    except IntegrityError as error:
        raise Refused(
            _("Another record has taken its place meanwhile, such as its reference.")
        ) from error


def _loaded(session: Session, rows: Mapping[Table, Sequence[Mapping[str, Any]]]) -> list[Base]:
    back: list[Base] = []
    for table, lines in rows.items():
        if (model := MODELS.get(table.name)) is not None:
            numbers = [line["id"] for line in lines]
            fresh = select(model).where(model.id.in_(numbers)).order_by(model.id)
            back += session.scalars(fresh.execution_options(populate_existing=True)).all()
    return back


def _keep_in_order(session: Session, back: Sequence[Base]) -> None:
    """Search words, sort keys, the ends that an amendment moves, and what is due next."""
    rewrite_words(session, [record for record in back if isinstance(record, SEARCHED)])
    agreements = [record for record in back if isinstance(record, Agreement)]
    contacts = [record.id for record in back if isinstance(record, Contact)]
    renew_keys(session.connection(), contacts, [agreement.id for agreement in agreements])
    for agreement in agreements:
        keep_above(session, agreement)
    owed = {record.obligation_id for record in back if isinstance(record, Task)} - {None}
    owed -= {record.id for record in back if isinstance(record, Obligation)}
    note_next(session.scalars(select(Obligation).where(Obligation.id.in_(owed))).all())


def _set_others_back(session: Session, others: Sequence[Sequence[Any]]) -> None:
    """What the deletion has changed of other records, unless they were changed since."""
    for name, number, fields in others:
        other = session.get(MODELS[name], number)
        columns = inspect(MODELS[name]).columns
        for attribute, (before, after) in fields.items() if other is not None else ():
            if plain(getattr(other, attribute)) == after:
                setattr(other, attribute, read_value(columns[attribute], before))


def _tell_owner(session: Session, record: Base) -> None:
    """A part that comes back changes the record that it is a part of."""
    part = KEPT[type(record)]
    if part is not None and part.is_of_its_form:
        owner = session.get(part.model, getattr(record, part.attribute))
        if owner is not None:
            owner.updated_at = now()


def _owner_of(item: TrashItem) -> tuple[str, int]:
    """The record in whose history it is told."""
    part = KEPT[MODELS[item.record_type]]
    if part is None:
        return item.record_type, item.record_id
    (own,) = item.content["rows"][item.record_type]
    return part.model.__tablename__, own[part.attribute]
