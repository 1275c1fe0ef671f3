"""Writes the history: it listens to every session, so that no room and no command can forget it.

What each flush changes is noted; the lines are written just before the transaction commits, each
sealed over the one before. That comes last because the chain has one end, which is held until
the transaction is over.
"""

from collections.abc import Iterable, Mapping
from secrets import token_hex
from typing import Any

from sqlalchemy import event, func, insert, inspect, select
from sqlalchemy.orm import Session, UOWTransaction

from crm.database import Base, now
from crm.models.answer_history import readable_answers
from crm.models.batch import Batch
from crm.models.change import ERASED, HIDDEN, Act, Change, Way, digest_of_rest, seal
from crm.models.confidential import agreement_of
from crm.models.field_value import FieldValue
from crm.models.history_fields import FIELDS_OF, Fields, filled_in, known, told_of_new, whole
from crm.models.kept_records import KEPT
from crm.models.numbers import count_lines, hold_writing
from crm.models.record_names import OWN, names_of
from crm.models.security_events import SecurityEvent, note
from crm.seeing import seeing_all

NOTED = "noted_changes"
BY_ID, WAY, FORM_KEY, BATCH = "by_id", "way", "form_key", "batch"
"""What a session is told about the one who acts: `session.info[BY_ID]` and so on. `BATCH` is the
batch that all lines of the transaction belong to, if they belong together."""

CHAIN_LOCK = 0x63726D68
"""PostgreSQL's lock on the end of the chain; SQLite has one writer at a time anyhow."""

MAKES = (Act.CREATED, Act.RESTORED)
"""After which a record is there that was not."""

_WRITE = insert(Change)
_HOLD_CHAIN = select(func.pg_advisory_xact_lock(CHAIN_LOCK))


@event.listens_for(Session, "before_flush")
def move_owners(session: Session, _: UOWTransaction, __: Any) -> None:
    """A change of what stands on a record's form is a change of the record, with its version."""
    with session.no_autoflush:
        for owner in {o for o in _owners_of_changed(session) if o is not None}:
            state = inspect(owner)
            if state.persistent and not state.modified and owner not in session.deleted:
                owner.updated_at = now()


def _owners_of_changed(session: Session) -> Iterable[Base | None]:
    changed = (r for r in session.dirty if session.is_modified(r))
    for record in (*session.new, *changed, *session.deleted):
        part = KEPT.get(type(record))
        if part is not None and part.is_of_its_form:
            number = getattr(record, part.attribute)
            yield session.get(part.model, number) if number is not None else None


@event.listens_for(Session, "after_flush")
def note_changes(session: Session, _: UOWTransaction) -> None:
    """Note the lines of what was flushed; `write_history` writes them."""
    noted = [
        (act, record, fields)
        for act, records in (
            (Act.CREATED, session.new),
            (Act.CHANGED, session.dirty),
            (Act.DELETED, session.deleted),
        )
        for record in records
        if type(record) in KEPT and ((fields := FIELDS_OF[act](record)) or act is not Act.CHANGED)
    ]
    if noted:
        _note(session, noted)


def note_laid_in(session: Session, model: type[Base], records: Iterable[Any]) -> None:
    """Note that these are new, which `laid_in.py` has written past the session. They stand by
    themselves."""
    kind, called, told = model.__tablename__, OWN[model], told_of_new(model)
    session.info.setdefault(NOTED, []).extend(
        {
            "act": Act.CREATED,
            "record_type": kind,
            "record_id": record.id,
            "owner_type": kind,
            "owner_id": record.id,
            "owner_version": 1,
            "name": called(record)[:300],
            "fields": filled_in(vars(record), told),
            "agreement_id": None,
        }
        for record in records
    )


def note_restored(session: Session, records: Iterable[Base]) -> None:
    """Note that these are there again, which no flush has made. Parts whose kind has no history
    are passed over."""
    _note(session, [(Act.RESTORED, r, whole(r)) for r in records if type(r) in KEPT])


def note_pointed(session: Session, pointed: Mapping[Base, Fields]) -> None:
    """Note references of records that a bare statement has set, each before and after."""
    told = ((Act.CHANGED, record, known(fields)) for record, fields in pointed.items())
    _note(session, [line for line in told if type(line[1]) in KEPT and line[2]])


def note_gone_for_good(
    session: Session,
    record: tuple[str, int],
    owner: tuple[str, int],
    name: str,
    agreement_id: int | None,
) -> None:
    """Note that a record, which was deleted before, cannot come back any more: kind and number,
    its own and those of the record whose history it belongs to."""
    line = {
        "act": Act.DELETED,
        "record_type": record[0],
        "record_id": record[1],
        "owner_type": owner[0],
        "owner_id": owner[1],
        "owner_version": None,
        "name": name,
        "agreement_id": agreement_id,
        "fields": {"for_good": [None, True]},
    }
    note(session, SecurityEvent.ERASED, kind=record[0], number=record[1])
    session.info.setdefault(NOTED, []).append(line)


def note_erased(session: Session, record: tuple[str, int], lines: Iterable[Change]) -> None:
    """Note that a person was erased, from which lines of the history values were taken out, and
    what was left in them."""
    left = {str(line.id): digest_of_rest(line) for line in lines}
    line = {
        "act": Act.DELETED,
        "record_type": record[0],
        "record_id": record[1],
        "owner_type": record[0],
        "owner_id": record[1],
        "owner_version": None,
        "name": HIDDEN,
        "agreement_id": None,
        "fields": {ERASED: [None, left]},
    }
    note(session, SecurityEvent.ERASED, kind=record[0], number=record[1])
    session.info.setdefault(NOTED, []).append(line)


def _note(session: Session, noted: list[tuple[Act, Base, Fields]]) -> None:
    names = names_of(session, [record for _act, record, _fields in noted])
    answers = [(record, fields) for _act, record, fields in noted if type(record) is FieldValue]
    for value, pair in readable_answers(session, [value for value, _fields in answers]).items():
        dict(answers)[value]["content"] = pair
    lines = session.info.setdefault(NOTED, [])
    owners = {(type(r), r.id): r for _act, r, _fields in noted}
    for act, record, fields in noted:
        line = _line(act, record, fields, names[record], _owner(session, record, owners))
        before = fields.get("agreement_id", (None,))[0]  # of what hangs on none any more
        hung = _agreement(session, record, owners) or before
        lines.append({**line, "agreement_id": hung})


@event.listens_for(Session, "before_commit")
def write_history(session: Session) -> None:
    """Every session comes through here before it commits. Raises RuntimeError in a savepoint,
    of which the notes know nothing."""
    if session.in_nested_transaction():
        raise RuntimeError("the history is written when a whole transaction commits")
    write_so_far(session)
    session.info.pop(BATCH, None)


@seeing_all()
def write_so_far(session: Session) -> None:
    """Append the lines of what has been changed already, in the same transaction. For so many
    changes that their lines would fill the memory; the end of the chain is held from here on."""
    session.flush()
    batch: Batch | None = session.info.get(BATCH)
    if lines := session.info.pop(NOTED, None):
        is_begun = batch is not None and batch.records > 0
        if batch is not None:
            batch.records += len({(line["owner_type"], line["owner_id"]) for line in lines})
            session.flush()
        _append(session, lines, batch, is_begun=is_begun)


def hold_chain(session: Session) -> None:
    """Nobody else writes a line until the transaction ends: what is true of all records now stays
    true. Others wait."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_HOLD_CHAIN)
    else:
        hold_writing(connection)


@event.listens_for(Session, "after_rollback")
def forget_changes(session: Session) -> None:
    session.info.pop(NOTED, None)
    session.info.pop(BATCH, None)


def _append(
    session: Session, lines: list[dict[str, Any]], batch: Batch | None, *, is_begun: bool
) -> None:
    hold_chain(session)
    connection = session.connection()
    digest = count_lines(connection, len(lines))
    at = now()
    shared = {
        "by_id": session.info.get(BY_ID),
        "way": session.info.get(WAY, Way.COMMAND),
        "at": at,
        "created_at": at,
        "updated_at": at,
        "batch_id": batch.id if batch is not None else None,
        "version": 1,
    }
    _mark_form(lines, session.info.pop(FORM_KEY, None))
    salts = token_hex(16 * len(lines))
    for number, line in enumerate(lines):
        line.update(shared, is_further=batch is not None and (is_begun or number > 0))
        line.update(salt=salts[32 * number : 32 * number + 32], taken_out=None)
        digest = line["digest"] = seal(digest, at, line)
    connection.execute(_WRITE, lines)


def _mark_form(lines: list[dict[str, Any]], key: tuple[str, Base] | None) -> None:
    """The sheet stands with the record that it was sent to make, or to bring back."""
    for line in lines:
        line["form_key"] = None
    if key is None:
        return
    made = (key[1].__tablename__, key[1].id)
    for line in lines:
        if line["act"] in MAKES and (line["record_type"], line["record_id"]) == made:
            line["form_key"] = key[0]


def _line(act: Act, record: Base, fields: Fields, name: str, owner: Base | None) -> dict[str, Any]:
    part = KEPT[type(record)]
    return {
        "act": act,
        "record_type": record.__tablename__,
        "record_id": record.id,
        "owner_type": part.model.__tablename__ if part else record.__tablename__,
        "owner_id": getattr(record, part.attribute) if part else record.id,
        "owner_version": owner.version if owner is not None else None,
        "name": name[:300],
        "fields": fields,
    }


def _owner(
    session: Session, record: Base, new: Mapping[tuple[type[Base], int], Base]
) -> Base | None:
    """The record that it is or is a part of, as far as it is at hand and stays."""
    part = KEPT[type(record)]
    owner: Base | None = record
    if part is not None:
        number = getattr(record, part.attribute)
        key = session.identity_key(part.model, number)
        owner = new.get((part.model, number)) or session.identity_map.get(key)
    return None if owner is None or owner in session.deleted else owner


def _agreement(
    session: Session, record: Base, new: Mapping[tuple[type[Base], int], Base]
) -> int | None:
    """The agreement that it hangs on, by itself or by what it is a part of."""
    own, part = agreement_of(record), KEPT[type(record)]
    if own is not None or part is None or "agreement_id" not in part.model.__mapper__.attrs:
        return own
    number = getattr(record, part.attribute)
    owner = new.get((part.model, number))
    if owner is None:
        with session.no_autoflush:
            owner = session.get(part.model, number)
    return agreement_of(owner) if owner is not None else None
