"""References to what goes: let go with it, and set again when it is back.

Bare statements: the record that has the reference is no other than before, and a form that is open
on it still knows its version. The history tells of it all the same.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Update, select, update
from sqlalchemy.orm import Session

from crm.database import Base
from crm.models.history import note_pointed
from crm.trash.references import MODELS

AT_ONCE = 500

Loosened = Sequence[Sequence[Any]]
"""References that are let go: table, column, number, and the number that stands there."""


def let_go(session: Session, loosened: Loosened) -> None:
    for name, column, number, _stood in loosened:
        session.execute(_pointing(name, number, column, None))
    _tell(session, [(*reference, None) for reference in loosened])


def hold_again(session: Session, loosened: Loosened) -> None:
    """Those that were let go, unless they were set to something else since."""
    held = []
    session.flush()
    connection = session.connection()
    for name, column, number, stood in loosened:
        still = _pointing(name, number, column, stood)
        empty = Base.metadata.tables[name].c[column].is_(None)
        if connection.execute(still.where(empty)).rowcount:
            held.append((name, column, number, None, stood))
    _tell(session, held)


def _pointing(name: str, number: int, column: str, to: int | None) -> Update:
    """Sets a reference, and leaves version and time of the record that has it."""
    table = Base.metadata.tables[name]
    values = {column: to, "updated_at": table.c.updated_at}
    return update(table).where(table.c.id == number).values(values)


def _tell(
    session: Session, pointed: Iterable[tuple[str, str, int, int | None, int | None]]
) -> None:
    """Let the history say which references of which records were set, before and after."""
    by_kind: dict[str, dict[int, dict[str, list[Any]]]] = {}
    for name, column, number, before, after in pointed:
        by_kind.setdefault(name, {}).setdefault(number, {})[column] = [before, after]
    for name, fields in by_kind.items():
        model, numbers = MODELS[name], sorted(fields)
        for start in range(0, len(numbers), AT_ONCE):
            among = select(model).where(model.id.in_(numbers[start : start + AT_ONCE]))
            fresh = session.scalars(among.execution_options(populate_existing=True))
            note_pointed(session, {record: fields[record.id] for record in fresh})
