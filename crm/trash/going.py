"""What a page that deletes says before it does, and how that is taken back afterwards."""

from typing import Any

from flask import flash
from flask_babel import LazyString

from crm.database import Base
from crm.frozen import Frozen
from crm.history import queries as history_queries
from crm.history.words import RECORDS
from crm.models import Access, Agreement, TrashItem, display_name
from crm.trash import queries
from crm.trash.references import Piece, table_of
from crm.web.access import may_administer
from crm.web.locale import language

UNDO = "undo-"
"""How the category of a notice begins that offers to restore an item; its number follows."""


class Going(Frozen):
    """Records of a kind that go together with the one that is deleted; the first few by name."""

    kind: str
    label: LazyString
    number: int
    names: list[str]


class Holder(Frozen):
    """A record that cannot be without the one that is to be deleted."""

    kind: str
    number: int
    label: LazyString
    name: str


class Leaving(Frozen):
    """What goes with a record, and what is in its way: then nothing goes."""

    parts: list[Going]
    holders: list[Holder]


def going_with(record: Base) -> Leaving:
    """What a page says before the record goes to the trash, in three statements, or in two."""
    piece = Piece(table_of(type(record)), record.id)
    holders = _holders(piece)
    return Leaving([] if holders else _parts(record, piece), holders)


def _holders(piece: Piece) -> list[Holder]:
    held = queries.in_the_way(piece)
    names = history_queries.names_of(held)
    return [
        Holder(kind, number, RECORDS[kind], display_name(row, language()))
        for (kind, number), row in sorted(names.items())
    ]


def _parts(record: Base, piece: Piece) -> list[Going]:
    counted = dict(queries.counts(piece))
    counted[record.__tablename__] = counted.get(record.__tablename__, 1) - 1
    kinds = [kind for kind, number in counted.items() if number and kind in RECORDS]
    names = queries.names(piece, kinds, language(), sees_all=may_administer())
    return [Going(kind, RECORDS[kind], counted[kind], names.get(kind, [])) for kind in kinds]


def contents(item: TrashItem) -> list[Going]:
    """What an item holds besides the record itself."""
    rows = item.content["rows"]
    hung = {
        line["agreement_id"] for kept in rows.values() for line in kept if line.get("agreement_id")
    }
    known = queries.there(table_of(Agreement), sorted(hung))
    known |= {line["id"] for line in rows.get(Agreement.__tablename__, ())}
    found = []
    for kind in (kind for kind in rows if kind in RECORDS):
        others = [r for r in rows[kind] if (kind, r["id"]) != (item.record_type, item.record_id)]
        known_of = (row for row in others if _may_know(row, known))
        names = [name for row in known_of if (name := queries.name_in(row, language()))]
        if others:
            found.append(Going(kind, RECORDS[kind], len(others), names[: queries.NAMED]))
    return found


def _may_know(row: dict[str, Any], known: set[int]) -> bool:
    """Whether the row is for the reader; `known` are the agreements that the reader may see."""
    if row.get("agreement_id") and row["agreement_id"] not in known:
        return False
    return row.get("access", Access.STAFF) == Access.STAFF or may_administer()


def say_gone(item: TrashItem, message: str) -> None:
    """A notice that offers to take it back."""
    flash(message, f"{UNDO}{item.id}")
