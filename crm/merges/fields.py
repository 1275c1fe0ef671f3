"""What is chosen field by field when records become one: all that is typed about them."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import inspect

from crm.database import Base
from crm.models import Contact, PairKind, Partner
from crm.models.history_fields import BOOKKEEPING
from crm.models.tags import as_kept, tags_in

Mergeable = Partner | Contact

MODELS: Mapping[PairKind, type[Partner] | type[Contact]] = {
    PairKind.PARTNER: Partner,
    PairKind.CONTACT: Contact,
}

KINDS = {"partners": PairKind.PARTNER, "contacts": PairKind.CONTACT}
"""By the name of their room."""

MOST = 6
"""So many become one at once: more stand on no page side by side."""

ALL = 0
"""Stands for the notes of all of them, one after the other, where else a number stands."""

NOTES = "notes"
COLLECTED = {"aliases", "tags"}
"""Not chosen: what any of them has is kept."""

FOLLOWING = {"pipeline", "pipeline_since", "lost_reason"}
"""Not chosen either: the one that stays goes on from where it is, as its status says."""

NAMES = ("name_en", "name_zh", "short_name")


def fields_of(kind: PairKind) -> list[str]:
    """The attributes that are chosen, in the order of the model."""
    model: type[Base] = MODELS[kind]
    attributes = inspect(model).column_attrs
    return [a.key for a in attributes if a.key not in BOOKKEEPING | COLLECTED | FOLLOWING]


def first_choice(field: str, records: Sequence[Mergeable]) -> int:
    """Whose value is offered: that of the first, which stays, if it has one."""
    filled = [record for record in records if getattr(record, field) is not None]
    if field == NOTES and len({record.notes for record in filled}) > 1:
        return ALL
    return (filled or records)[0].id


def merged_values(
    kind: PairKind, records: Sequence[Mergeable], taken: Mapping[str, int]
) -> dict[str, Any]:
    """What the one that stays, which is the first, says when all are one."""
    by_number = {record.id: record for record in records}
    values: dict[str, Any] = {"tags": _tags(records)}
    for field in fields_of(kind):
        number = taken.get(field, first_choice(field, records))
        if number == ALL:
            values[field] = _one_after_the_other(record.notes for record in records)
        else:
            values[field] = getattr(by_number[number], field)
    if kind is PairKind.PARTNER:
        values["aliases"] = _other_names(records, values)
        values["parent_id"] = _parent_outside(by_number, values["parent_id"])
    else:
        values[NOTES] = _one_after_the_other([values[NOTES], _what_would_be_lost(records, values)])
    return values


def _one_after_the_other(texts: Any) -> str | None:
    return "\n\n".join(dict.fromkeys(text.strip() for text in texts if text)) or None


def _other_names(records: Sequence[Any], values: Mapping[str, Any]) -> str | None:
    """All that any of them was called, and the one that stays is not any more."""
    called = {values[name] for name in NAMES}
    known = [
        name
        for record in records
        for name in (*(record.aliases or "").splitlines(), *(getattr(record, n) for n in NAMES))
    ]
    return "\n".join(dict.fromkeys(name for name in known if name and name not in called)) or None


def _tags(records: Sequence[Any]) -> str | None:
    return as_kept(tag for record in records for tag in tags_in(record.tags))


def _parent_outside(records: Mapping[int, Any], number: int | None) -> int | None:
    """One that becomes part of it cannot be what it belongs to: what is above that may be."""
    seen: set[int] = set()
    while number is not None and number in records and number not in seen:
        seen.add(number)
        number = records[number].parent_id
    return None if number is None or number in records else number


def _what_would_be_lost(records: Sequence[Any], values: Mapping[str, Any]) -> str | None:
    """Names, addresses and numbers of a person that were not chosen, as a line of the notes."""
    fields = ("name_en", "name_zh", "email", "phone")
    known = (getattr(record, field) for record in records for field in fields)
    kept = {values[field] for field in fields}
    others = list(dict.fromkeys(value for value in known if value and value not in kept))
    return _("Also: %(what)s", what=_("; ").join(others)) if others else None
