"""Writes the history: one listener on every flush, so that no room can forget it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import event, insert, inspect
from sqlalchemy.orm import Session, UOWTransaction

from crm.database import Base
from crm.models.agreement import Agreement
from crm.models.change import Act, Change
from crm.models.contact import Contact
from crm.models.document import Document
from crm.models.field_history import changed_parts, titles
from crm.models.happening import Happening
from crm.models.names import display_name
from crm.models.obligation import Obligation
from crm.models.partner import Partner
from crm.models.proposal import Proposal
from crm.models.review import Review
from crm.models.task import Task

KEPT = (Partner, Contact, Agreement, Task, Obligation, Happening, Document, Proposal, Review)
"""The records whose changes are history. Accounts and settings are not the office's memory."""

_WRITE = insert(Change)

BOOKKEEPING = {
    "id",
    "created_at",
    "updated_at",
    "version",
    "name_sort",
    "title_sort",
    "partner_sort",
    "position_sort",
    "type_place",
    "priority_rank",
    "decide_by",
    "review_on",
    "end_from_id",
    "filed_at",
    "task_from",
    "upcoming_on",
    "next_on",
}
SECRET = {"token_digest", "sender_digest"}
_LEFT_OUT = BOOKKEEPING | SECRET


@event.listens_for(Session, "after_flush")
def write_history(session: Session, _: UOWTransaction) -> None:
    """Every session comes through here. `session.info["by_id"]` says who acts."""
    lines = [
        line
        for act, records in (
            (Act.CREATED, session.new),
            (Act.CHANGED, session.dirty),
            (Act.DELETED, session.deleted),
        )
        for record in records
        if isinstance(record, KEPT) and (line := _line(session, act, record))
    ]
    lines += _lines_of_parts(session, lines)
    if lines:
        by_id = session.info.get("by_id")
        session.connection().execute(
            _WRITE, [line | {"by_id": by_id, "version": 1} for line in lines]
        )


def _lines_of_parts(session: Session, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What agreements answer stands in their own lines; the lines of those that have none."""
    own = {line["record_id"]: line for line in lines if line["record_type"] == "agreement"}
    parts = changed_parts(session)
    for number in own.keys() & parts.keys():
        own[number]["fields"] |= parts[number]
    others = parts.keys() - own.keys()
    names = titles(session, others) if others else {}
    return [
        {
            "act": Act.CHANGED,
            "record_type": "agreement",
            "record_id": number,
            "name": names[number],
            "fields": dict(parts[number]),
        }
        for number in sorted(others)
    ]


def _line(session: Session, act: Act, record: Base) -> dict[str, Any] | None:
    fields = _FIELDS[act](record)
    if act is Act.CHANGED and not fields:
        return None
    return {
        "act": act,
        "record_type": record.__tablename__,
        "record_id": record.id,
        "name": _name(session, record)[:300],
        "fields": fields,
    }


def _given_fields(record: Base) -> dict[str, list[Any]]:
    given = inspect(record).dict
    keys = [attribute.key for attribute in inspect(record).mapper.column_attrs]
    return {
        key: [None, _plain(given[key])]
        for key in keys
        if key not in _LEFT_OUT and given.get(key) is not None
    }


def _changed_fields(record: Base) -> dict[str, list[Any]]:
    state = inspect(record)
    changed = {}
    for attribute in state.mapper.column_attrs:
        history = state.attrs[attribute.key].history
        if attribute.key in _LEFT_OUT or not history.has_changes():
            continue
        before = history.deleted[0] if history.deleted else None
        after = history.added[0] if history.added else None
        if before != after:
            changed[attribute.key] = [_plain(before), _plain(after)]
    return changed


_FIELDS: Mapping[Act, Callable[[Base], dict[str, list[Any]]]] = {
    Act.CREATED: _given_fields,
    Act.CHANGED: _changed_fields,
    Act.DELETED: lambda _record: {},
}


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else value


def _named_after(session: Session, record: Any) -> Any:
    """A review is called after its agreement."""
    if isinstance(record, Review):
        return vars(record).get("agreement") or session.get(Agreement, record.agreement_id)
    return record


def _name(session: Session, record: Any) -> str:
    if isinstance(record, Task | Happening | Document | Proposal):
        return record.title
    if isinstance(record, Obligation):
        return record.text
    return display_name(_named_after(session, record), "en")
