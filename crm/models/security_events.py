"""What is told to those who watch over the register: who came in, what they may do from now on.

An action notes it in its session, and it is told once the transaction is committed; who tells it,
and to whom, is not known here (`crm/web/traces.py`).
"""

from enum import auto
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session, UOWTransaction

from crm.database import Base, Word
from crm.models.change import Act
from crm.models.kept_records import KEPT, SET_UP
from crm.models.proposal import ProposalLink
from crm.models.saved_view import SavedView
from crm.models.user import User

NOTED = "noted security events"
_BEFORE = "addresses before"


class SecurityEvent(Word):
    """Each by the word that stands in the log: its own name, in small letters."""

    LOGIN = auto()
    LOGIN_FAILED = auto()
    CODE_ASKED = auto()
    LOGOUT = auto()
    PASSWORD_CONFIRMED = auto()
    SESSIONS_ENDED = auto()
    ACCOUNT_ADDED = auto()
    ACCOUNT_OPENED = auto()
    ACCOUNT_CLOSED = auto()
    PASSWORD_CHANGED = auto()
    LINK_MADE = auto()
    ADDRESS_CHANGED = auto()
    ROLE_CHANGED = auto()
    FACTOR_CHANGED = auto()
    IDENTITY_CONNECTED = auto()
    IDENTITY_DISCONNECTED = auto()
    SIGN_ON_FAILED = auto()
    SETTINGS_CHANGED = auto()
    ERASED = auto()
    EXPORTED = auto()
    ACCESS_REFUSED = auto()
    FORM_REFUSED = auto()
    HOST_REFUSED = auto()
    LINE_REFUSED = auto()
    THROTTLED = auto()


SETTINGS = SET_UP - {SavedView, ProposalLink, User}
"""What a change of is a change of the settings, with what is a part of it."""

_OF_ACCOUNTS = {
    "password_hash": SecurityEvent.PASSWORD_CHANGED,
    "email": SecurityEvent.ADDRESS_CHANGED,
    "role": SecurityEvent.ROLE_CHANGED,
    "has_factor": SecurityEvent.FACTOR_CHANGED,
}


def note(session: Session, what: SecurityEvent, **told: Any) -> None:
    """To be told once this transaction is committed. `told` has numbers and words of ours alone."""
    session.info.setdefault(NOTED, []).append((what, told))


def taken(session: Session) -> list[tuple[SecurityEvent, dict[str, Any]]]:
    """What was noted, which is not there afterwards."""
    noted: list[tuple[SecurityEvent, dict[str, Any]]] = session.info.pop(NOTED, [])
    return noted


def address_before(session: Session, user: User) -> str | None:
    """That of the account until this transaction; None when it stays the same. In no log."""
    before: str | None = session.info.get(_BEFORE, {}).get(user.id)
    return before


@event.listens_for(Session, "after_flush")
def note_what_was_flushed(session: Session, _: UOWTransaction) -> None:
    for act, records in (
        (Act.CREATED, session.new),
        (Act.CHANGED, session.dirty),
        (Act.DELETED, session.deleted),
    ):
        for record in records:
            if isinstance(record, User):
                _note_account(session, act, record)
            elif _is_setting(type(record)):
                _note_setting(session, act, record)


@event.listens_for(Session, "after_rollback")
def forget_what_was_noted(session: Session) -> None:
    session.info.pop(NOTED, None)
    session.info.pop(_BEFORE, None)


@event.listens_for(Session, "after_commit")
def forget_addresses(session: Session) -> None:
    session.info.pop(_BEFORE, None)


def _note_account(session: Session, act: Act, user: User) -> None:
    if act is Act.CREATED:
        note(session, SecurityEvent.ACCOUNT_ADDED, of=user.id, role=str(user.role))
        return
    changed = _fields(user)
    for name, what in _OF_ACCOUNTS.items():
        if name in changed:
            role = str(user.role) if name == "role" else None
            note(session, what, of=user.id, role=role)
    if "email" in changed and (before := inspect(user).attrs.email.history.deleted):
        session.info.setdefault(_BEFORE, {}).setdefault(user.id, before[0])
    if "is_active" in changed:
        opened = SecurityEvent.ACCOUNT_OPENED if user.is_active else SecurityEvent.ACCOUNT_CLOSED
        note(session, opened, of=user.id)


def _note_setting(session: Session, act: Act, record: Base) -> None:
    fields = sorted(_fields(record))
    if fields or act is not Act.CHANGED:
        what = {"act": act.value, "kind": record.__tablename__, "number": record.id}
        note(session, SecurityEvent.SETTINGS_CHANGED, **what, fields=fields)


def _fields(record: Base) -> set[str]:
    """The columns that were changed, by name."""
    state = inspect(record)
    changed = {
        attribute.key
        for attribute in state.mapper.column_attrs
        if state.attrs[attribute.key].history.has_changes()
    }
    return changed - {"id", "created_at", "updated_at", "version"}


def _is_setting(kind: type[Base]) -> bool:
    part = KEPT.get(kind)
    return kind in SETTINGS or (part is not None and part.model in SETTINGS)
