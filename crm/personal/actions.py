"""Erasing a person. An action changes the session and never commits."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from crm.database import Base
from crm.errors import Refused, Values
from crm.extensions import db
from crm.models import (
    Act,
    Batch,
    CalendarFeed,
    Change,
    Contact,
    FieldValue,
    Letter,
    Suggestion,
    TrashItem,
)
from crm.models.change import HIDDEN, NAME, hidden, take_out
from crm.models.history import NOTED, note_erased
from crm.models.kept_records import KEPT
from crm.models.numbers import hold_writing
from crm.models.search import SEARCHED, forget_for_good
from crm.personal.person import Held, Mention, Person, held_on, is_own
from crm.personal.words import names, without
from crm.seeing import seeing_all

_BESIDE: tuple[type[Base], ...] = (Letter, Batch, CalendarFeed, TrashItem)
MODELS: Mapping[str, type[Base]] = {model.__tablename__: model for model in (*KEPT, *_BESIDE)}

PARTS = {FieldValue.__tablename__, Suggestion.__tablename__}
"""Rows in the trash that refer to a contact, and go with it."""


def erase(values: Values, person: Person) -> Held:
    """Take the person out of the records, the trash and the history, for good, and the words that
    tell the person out of the texts chosen. Raises Refused unless the name was typed.

    The history keeps that there was somebody, what was done and by whom.
    """
    _refuse_another_name(values["name"], person)
    offered = {mention.key for mention in held_on(person).mentions}
    return _erase(person, set(values["take_out"] or ()), offered)


@seeing_all()
def _erase(person: Person, chosen: set[str], offered: set[str]) -> Held:
    """What could not be offered, since it is confidential, goes as it would have been proposed."""
    session = db.session()
    _overwrite(session.connection())
    held = held_on(person)
    before = len(session.info.get(NOTED, ()))
    taken = [m for m in held.mentions if m.key in chosen or (m.key not in offered and m.goes)]
    for mention in taken:
        if mention.change is None:
            _take_out_of_record(session, mention, person)
    _empty_trash(session, held)
    _let_go(session, held)
    session.flush()
    _say_nothing(session, before, person)
    lines = _take_out_of_history(held, taken)
    note_erased(session, (Contact.__tablename__, person.id), lines)
    read = {Contact, *(MODELS[m.kind] for m in taken if m.change is None)}
    forget_for_good(session.connection(), [model for model in SEARCHED if model in read])
    return held


def erase_record(session: Session, record: Base, lines: Iterable[Change]) -> None:
    """Take a record that tells of a person out of the register, and its values out of those lines
    of its history, for good. That it is gone is told in one line that says nothing of it."""
    _overwrite(session.connection())
    about = (record.__tablename__, record.id)
    before = len(session.info.get(NOTED, ()))
    session.delete(record)
    session.flush()
    del session.info[NOTED][before:]
    going = list(lines)
    for line in going:
        take_out(line, [NAME, *line.fields])
    note_erased(session, about, going)
    if isinstance(record, SEARCHED):
        forget_for_good(session.connection(), [type(record)])


def _refuse_another_name(typed: str | None, person: Person) -> None:
    known = [name for name in (person.name_en, person.name_zh) if name]
    if " ".join((typed or "").split()) not in {" ".join(name.split()) for name in known}:
        message = _("Type the name as it stands: %(name)s.", name=" / ".join(known))
        raise Refused(message, "name")


def _take_out_of_record(session: Session, mention: Mention, person: Person) -> None:
    record = session.get(MODELS[mention.kind], mention.number)
    named = ("name", "name_zh") if isinstance(record, TrashItem) else ()
    for attribute in (*named, mention.attribute) if record is not None else ():
        setattr(record, attribute, without(getattr(record, attribute), person.words))


def _let_go(session: Session, held: Held) -> None:
    for model, rows in ((FieldValue, held.answers), (Suggestion, held.suggestions)):
        for row in rows:
            if (record := session.get(model, row.number)) is not None:
                session.delete(record)
    if held.person.contact is not None:
        session.delete(held.person.contact)


def _empty_trash(session: Session, held: Held) -> None:
    """The contact's own item goes; others lose the rows that refer to it."""
    for item in held.trash:
        if is_own(item, held.person):
            session.delete(item)
            continue
        rows = {
            table: staying
            for table, kept in item.content["rows"].items()
            if (staying := [row for row in kept if not _refers(table, row, held.person)])
        }
        item.content = item.content | {"rows": rows}


def _refers(table: str, row: Mapping[str, Any], person: Person) -> bool:
    return table in PARTS and row.get("contact_id") == person.id


def _say_nothing(session: Session, before: int, person: Person) -> None:
    """What is noted of the erasure itself must not tell what it erases. That the contact and its
    positions are gone is told in one line."""
    noted = session.info.get(NOTED, [])
    fresh = [line for line in noted[before:] if not _is_of(line, person)]
    for line in fresh:
        about = _telling_of(line)
        if NAME in about or names(line["name"], person.words):
            line["name"] = HIDDEN
        line["fields"] = {
            key: hidden(pair) if key in about or names(pair, person.words) else pair
            for key, pair in line["fields"].items()
        }
    noted[before:] = fresh


def _telling_of(line: Mapping[str, Any]) -> set[str]:
    """The values of a line that tell of the person because it is about a row that went along."""
    if line["act"] is not Act.DELETED:
        return set()
    whole = {NAME, *line["fields"]}
    return {Suggestion.__tablename__: whole, FieldValue.__tablename__: {"content"}}.get(
        line["record_type"], set()
    )


def _is_of(line: Mapping[str, Any], person: Person) -> bool:
    return (line["owner_type"], line["owner_id"]) == (Contact.__tablename__, person.id)


def _take_out_of_history(held: Held, taken: Iterable[Mention]) -> list[Change]:
    """The lines that lost values."""
    going: dict[Change, list[str]] = {line: [NAME, *line.fields] for line in held.person.lines}
    going |= {line: list(keys) for line, keys in held.told}
    for mention in taken:
        if mention.change is not None:
            going.setdefault(mention.change, []).append(mention.attribute)
    for line, keys in going.items():
        take_out(line, keys)
    return list(going)


def _overwrite(connection: Connection) -> None:
    """SQLite would leave what is deleted in its file until something else takes the place."""
    hold_writing(connection)
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA secure_delete = ON"))
