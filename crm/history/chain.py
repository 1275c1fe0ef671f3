"""Whether the history is as it was written: each line is sealed over the one before it."""

from collections.abc import Iterator

from sqlalchemy import select

from crm.database import AnyRow
from crm.extensions import db
from crm.models import Change
from crm.models.change import SEALED, seal

AT_ONCE = 2000


def first_broken() -> str | None:
    """The first line that is not as it was written, in words; None when the chain holds.

    What comes after it cannot be vouched for either.
    """
    before = ""
    for row in _rows():
        line = {name: getattr(row, name) for name in (*SEALED, "batch_id")}
        if row.digest != seal(before, row.at, line):
            return (
                f"Entry {row.id}, “{row.name}”, of {row.at:%Y-%m-%d %H:%M} UTC, or one just before "
                "it, was altered or taken out. Compare it with a backup."
            )
        before = row.digest
    return None


def _rows() -> Iterator[AnyRow]:
    sealed = (getattr(Change, name) for name in SEALED)
    columns = [Change.id, Change.at, Change.digest, Change.batch_id, *sealed]
    last = 0
    while True:
        statement = select(*columns).where(Change.id > last).order_by(Change.id).limit(AT_ONCE)
        rows = db.session.execute(statement).all()
        yield from rows
        if len(rows) < AT_ONCE:
            return
        last = rows[-1].id
