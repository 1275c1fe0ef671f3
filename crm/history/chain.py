"""Whether the history is as it was written: each line is sealed over the one before it, and they
are counted."""

from collections.abc import Iterator, Mapping

from sqlalchemy import select

from crm.database import AnyRow
from crm.extensions import db
from crm.models import Change
from crm.models.change import ERASED, SEALED, digest_of_rest, is_on_trust, seal
from crm.models.numbers import lines_written

AT_ONCE = 2000
_WHAT_TO_DO = "Compare it with a backup."


def first_broken() -> str | None:
    """The first line that is not as it was written, in words; None when the chain holds.

    What comes after it cannot be vouched for either. Values that are gone must have been taken
    out by an erasure that a later line tells of.
    """
    before, there = "", 0
    newest: AnyRow | None = None
    lost: dict[int, AnyRow] = {}
    told: dict[int, str] = {}
    written = lines_written(db.session.connection()) or 0  # people may write more meanwhile
    for row in _rows():
        line = row._asdict()
        if not is_on_trust(line) and row.digest != seal(before, row.at, line):
            what = "or one just before it, was altered or taken out"
            return f"Entry {_called(row)}, {what}. {_WHAT_TO_DO}"
        if row.taken_out is not None:
            lost[row.id] = row
        told |= _told(row, lost)
        before, newest, there = row.digest, row, there + 1
    if there < written:
        end = f"the newest is entry {_called(newest)}" if newest is not None else "none is left"
        return (
            f"Entries were taken out at the end: {there} of {written} are there, "
            f"{end}. {_WHAT_TO_DO}"
        )
    return _first_untold(lost, told)


def _told(row: AnyRow, lost: Mapping[int, AnyRow]) -> dict[int, str]:
    """Which lines before it the line says have lost values, with the digest of what is left."""
    left = row.fields.get(ERASED, (None, {}))[1]
    return {int(number): digest for number, digest in left.items() if int(number) in lost}


def _first_untold(lost: Mapping[int, AnyRow], told: Mapping[int, str]) -> str | None:
    """The first line that has not just lost what an erasure took out of it, in words."""
    for row in lost.values():
        if row.id not in told:
            return f"Entry {_called(row)}: values are gone, and no entry says why. {_WHAT_TO_DO}"
        if told[row.id] != digest_of_rest(row):
            return f"Entry {_called(row)}, was altered after an erasure. {_WHAT_TO_DO}"
    return None


def _called(row: AnyRow) -> str:
    return f"{row.id}, “{row.name}”, of {row.at:%Y-%m-%d %H:%M} UTC"


def _rows() -> Iterator[AnyRow]:
    sealed = (getattr(Change, name) for name in SEALED)
    kept = (Change.batch_id, Change.salt, Change.taken_out)
    columns = [Change.id, Change.at, Change.digest, *kept, *sealed]
    last = 0
    while True:
        statement = select(*columns).where(Change.id > last).order_by(Change.id).limit(AT_ONCE)
        rows = db.session.execute(statement).all()
        yield from rows
        if len(rows) < AT_ONCE:
            return
        last = rows[-1].id
