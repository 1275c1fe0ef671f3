"""Makes a line of history readable: its words, days and names in the reader's language."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, cast

from flask_babel import gettext as _
from sqlalchemy import Boolean, Column, Date, Enum

from crm.database import AnyRow, Base, Moment, Word
from crm.frozen import Frozen
from crm.history import queries
from crm.history.answers import ANSWER, Choices, answer_in_words, choices_for
from crm.history.words import field_label
from crm.models import display_name
from crm.models.change import HIDDEN
from crm.models.days import said_day
from crm.models.kept_records import KEPT
from crm.models.listed import listed
from crm.models.record_names import AFTER
from crm.web.days import said_moment
from crm.web.locale import language
from crm.web.pieces import either
from crm.web.words import words_in

MODELS: Mapping[str, type[Base]] = {model.__tablename__: model for model in KEPT}
_AFTER = {model.__tablename__: after for model, after in AFTER.items()}
LONGEST = 300
"""Signs of a value that are shown; the exports have all of it."""


class FieldChange(Frozen):
    """What an attribute said before and after, in words; None where it said nothing."""

    label: str
    before: str | None
    after: str | None


class Line(Frozen):
    """A line of history with its changes in words."""

    row: AnyRow
    name: str
    """What its record is called; empty when it has no name."""

    changes: Sequence[FieldChange]


def read_lines(rows: Sequence[AnyRow]) -> list[Line]:
    """The lines in words. One statement fetches all the names that they need, and one what is
    offered where something was chosen."""
    names, choices = queries.names_of(_references(rows)), choices_for(rows)
    after = _called_after(rows)
    return [
        Line(row, _called(row, after, names), [*_changes_of(row, names, choices)]) for row in rows
    ]


def _called_after(rows: Iterable[AnyRow]) -> Mapping[tuple[str, int], tuple[str, int]]:
    """Of parts that are called after another record, the record, as far as a line tells of it: the
    part may be gone."""
    found = {}
    for row in rows:
        if (after := _AFTER.get(row.record_type)) is not None:
            model, attribute = after
            for number in row.fields.get(attribute, ()):
                if isinstance(number, int):
                    found[row.record_type, row.record_id] = (model.__tablename__, number)
    return found


def _called(
    row: AnyRow, after: Mapping[tuple[str, int], tuple[str, int]], names: queries.Names
) -> str:
    """A line keeps one of two names: the reader's is taken while the other is the same."""
    if row.name_zh is not None:
        return either(row.name, row.name_zh, language())
    other = names.get(after.get((row.record_type, row.record_id), ("", 0)))
    is_same = other is not None and display_name(other, "en") == row.name
    return display_name(other, language()) if other is not None and is_same else str(row.name)


def _changes_of(row: AnyRow, names: queries.Names, choices: Choices) -> Iterable[FieldChange]:
    for attribute, (before, after) in row.fields.items():
        if _stands_in_content(row, attribute) or _names_owner(row, attribute):
            continue
        if row.record_type == ANSWER:
            sides = [answer_in_words(row, side, names, choices) for side in (0, 1)]
        else:
            sides = [in_words(row.record_type, attribute, v, names) for v in (before, after)]
        yield FieldChange(field_label(row.record_type, attribute), *sides)


def _stands_in_content(row: AnyRow, attribute: str) -> bool:
    """An answer is told as it reads, and not as the columns that it is kept in."""
    return row.record_type == ANSWER and attribute != "content"


def _names_owner(row: AnyRow, attribute: str) -> bool:
    """A part's line stands under its record, and need not say which one that is."""
    part = KEPT.get(MODELS[row.record_type]) if row.record_type in MODELS else None
    return part is not None and part.attribute == attribute


def _references(rows: Iterable[AnyRow]) -> dict[type[Base], set[int]]:
    found: dict[type[Base], set[int]] = {}
    for row in rows:
        for attribute, pair in row.fields.items():
            if (model := refers_to(row.record_type, attribute)) is not None:
                numbers = (n for side in pair for n in _numbers(side))
                found.setdefault(model, set()).update(numbers)
    return found


def _numbers(side: Any) -> Iterable[int]:
    if isinstance(side, int):
        return (side,)
    return tuple(n for n in side if isinstance(n, int)) if isinstance(side, list) else ()


@cache
def refers_to(record_type: str, attribute: str) -> type[Base] | None:
    """The kind of record whose number the attribute holds."""
    mapper = MODELS[record_type].__mapper__ if record_type in MODELS else None
    if mapper is None:
        return None
    if attribute in mapper.relationships:
        related: type[Base] = mapper.relationships[attribute].mapper.class_
        return related
    column = _column(record_type, attribute)
    target = next(iter(column.foreign_keys), None) if column is not None else None
    return MODELS.get(target.column.table.name) if target is not None else None


@cache
def _column(record_type: str, attribute: str) -> Column[Any] | None:
    if record_type not in MODELS:
        return None
    found = MODELS[record_type].__table__.c.get(attribute)
    return found if isinstance(found, Column) else None


def in_words(record_type: str, attribute: str, value: Any, names: queries.Names) -> str | None:
    """The value of an attribute, as it is kept, as people read it; None when there is none."""
    if value is None or value == []:
        return None
    if value == HIDDEN:
        return HIDDEN
    if (model := refers_to(record_type, attribute)) is not None:
        kind = model.__tablename__
        return listed(_name(names, kind, number) for number in _numbers(value))
    column = _column(record_type, attribute)
    if column is not None:
        value = _by_type(column, value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    said = listed(value) if isinstance(value, list | dict) else str(value)
    return said[:LONGEST]


def _by_type(column: Column[Any], value: Any) -> Any:
    if isinstance(column.type, Enum):
        return _words(cast("type[Word]", column.type.enum_class)).get(value, value)
    if isinstance(column.type, Boolean):
        return bool(value)
    if isinstance(column.type, Moment):
        return said_moment(datetime.fromisoformat(str(value)))
    if isinstance(column.type, Date):
        return said_day(date.fromisoformat(str(value)))
    return value


def _words(kind: type[Word]) -> Mapping[str, str]:
    """What the words of that kind are called; one without a table is shown as it is kept."""
    return {key.value: said for key, said in words_in(language()).get(kind, {}).items()}


def _name(names: queries.Names, kind: str, number: int) -> str:
    row = names.get((kind, number))
    return display_name(row, language()) if row is not None else _("no. %(number)s", number=number)
