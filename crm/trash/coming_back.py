"""Which of many items in the trash can come back together, and why the others cannot."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import Table

from crm.database import Base
from crm.models import display_name
from crm.trash import queries
from crm.trash.content import read_row
from crm.trash.references import MODELS, Reference

Rows = Mapping[Table, Sequence[Mapping[str, Any]]]


def rows_in(content: Mapping[str, Any]) -> dict[Table, list[dict[str, Any]]]:
    """By table, what is referred to first."""
    kept = content["rows"]
    tables = [table for table in Base.metadata.sorted_tables if table.name in kept]
    return {table: [read_row(table, line) for line in kept[table.name]] for table in tables}


def is_link(reference: Reference) -> bool:
    """Whether what refers is a mere link, which goes with either of those that it links."""
    return reference.table.name not in MODELS and reference.ondelete == "CASCADE"


def why_not_restored(numbers: Sequence[int]) -> Mapping[int, str]:
    """Of the items that cannot come back, though all others of them do, the reason."""
    left = {item.id: rows_in(item.content) for item in queries.items(numbers)}
    reasons: dict[int, str] = {}
    while held_back := _held_back(left):
        reasons |= held_back
        left = {number: rows for number, rows in left.items() if number not in held_back}
    return reasons


def what_is_missing(record_type: str, number: int) -> str:
    if (held := queries.names_in_trash(record_type, number)) is not None:
        name = display_name(held, get_locale().language)
        return _(
            "It hangs on “%(name)s”, which is in the trash too: restore that first.", name=name
        )
    return _("It hangs on a record that is not there any more.")


def _held_back(items: Mapping[int, Rows]) -> dict[int, str]:
    missing = {
        reference: gone
        for reference, gone in queries.missing(_all_rows(items.values())).items()
        if not (reference.lets_go or is_link(reference))
    }
    found: dict[int, str] = {}
    for number, rows in items.items():
        for reference, gone in missing.items():
            wanted = {row[reference.column.name] for row in rows.get(reference.table, ())}
            if lacking := wanted & gone:
                found.setdefault(number, what_is_missing(reference.to.name, min(lacking)))
    return found


def _all_rows(items: Iterable[Rows]) -> Rows:
    found: dict[Table, list[Mapping[str, Any]]] = {}
    for rows in items:
        for table, lines in rows.items():
            found.setdefault(table, []).extend(lines)
    return found
