"""The records that are to become one, side by side in words."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from crm.database import Base
from crm.frozen import Frozen
from crm.history import queries as history_queries
from crm.history.reading import in_words, refers_to
from crm.history.words import RECORDS, field_label
from crm.merges.fields import ALL, NOTES, fields_of
from crm.merges.forms import MergeForm
from crm.models.history_fields import plain
from crm.web.locale import country_name


class Value(Frozen):
    """What a field says: the record whose it is, how it reads, and which ones say so."""

    number: int
    said: str | None
    of: tuple[int, ...]


class FieldShown(Frozen):
    """A field with the values to choose from; one alone when all say the same."""

    name: str
    label: str
    values: Sequence[Value]
    chosen: int

    @property
    def is_same(self) -> bool:
        return len(self.values) == 1


def fields_shown(form: MergeForm) -> list[FieldShown]:
    """The fields of which any record says something."""
    names = history_queries.names_of(_references(form))
    shown = [_field(form, field, names) for field in fields_of(form.kind)]
    return [field for field in shown if any(value.said for value in field.values)]


def weights_said(hanging: Mapping[str, int]) -> str:
    """What hangs on a record, in words."""
    return " · ".join(f"{RECORDS[kind]} {number}" for kind, number in hanging.items() if number)


def _references(form: MergeForm) -> dict[type[Base], set[int]]:
    found: dict[type[Base], set[int]] = {}
    for field in fields_of(form.kind):
        if (model := refers_to(form.kind, field)) is not None:
            numbers = {getattr(record, field) for record in form.records} - {None}
            found.setdefault(model, set()).update(numbers)
    return found


def _field(form: MergeForm, field: str, names: history_queries.Names) -> FieldShown:
    by_text: dict[str | None, list[int]] = {}
    for record in form.records:
        value = getattr(record, field)
        if field == "country":
            said = country_name(value) if value else None
        else:
            said = in_words(form.kind, field, plain(value), names)
        by_text.setdefault(said, []).append(record.id)
    values = [Value(numbers[0], said, tuple(numbers)) for said, numbers in by_text.items()]
    if field == NOTES and len([value for value in values if value.said]) > 1:
        every = tuple(record.id for record in form.records)
        values.append(Value(ALL, _("All of them, one after the other"), every))
    taken = form.taken[field]
    chosen = next((v.number for v in values if taken == v.number or taken in v.of), taken)
    return FieldShown(field, field_label(form.kind, field), values, ALL if taken == ALL else chosen)
