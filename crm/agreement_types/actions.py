"""What administrators do to agreement types and their fields. An action never commits."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from crm.agreement_types import queries
from crm.agreements.references import refuse_unsound_pattern
from crm.errors import Refused, Values
from crm.extensions import db
from crm.models import AgreementType, Choice, FieldKind, TrashItem, TypeField
from crm.models.search import rewrite_words
from crm.trash.actions import move_to_trash


def save_type(values: Values, kind: AgreementType) -> AgreementType:
    """The days to decide of its agreements follow, but for what each has of its own."""
    before = kind.preparation_days, kind.review_years
    kind.assign(values)
    if not (kind.name_en or kind.name_zh):
        raise Refused(_("Give a name in English or in Chinese."), "name_en")
    refuse_unsound_pattern(kind.reference_pattern)
    db.session.add(kind)
    if kind.id is not None and before != (kind.preparation_days, kind.review_years):
        for agreement in queries.agreements_of(kind.id):
            agreement.preparation_days = kind.preparation_days
            agreement.review_years = kind.review_years
    return kind


def delete_type(_values: Values, kind: AgreementType) -> TrashItem:
    """Its fields and its playbook go with it. Raises Refused while agreements need the type or
    its fields."""
    if number := queries.agreements_by_type().get(kind.id, 0):
        message = ngettext(
            "%(num)d agreement is of this type. Change that first.",
            "%(num)d agreements are of this type. Change those first.",
            number,
        )
        raise Refused(message)
    if queries.answers(kind.id):
        message = _(
            "Agreements that were of this type until they were given another keep what they "
            "answered in its fields. Without the type nobody could read that."
        )
        raise Refused(message)
    return move_to_trash({}, kind)


def add_field(values: Values, kind: AgreementType) -> TypeField:
    """A new field, asked after all others."""
    others = queries.fields_of(kind.id)
    field = TypeField(type_id=kind.id, place=max((f.place for f in others), default=-1) + 1)
    return _fill_in(field, values, others, used=set())


def update_field(values: Values, field: TypeField) -> TypeField:
    """Raises Refused for another kind while agreements answer the field."""
    with db.session.no_autoflush:
        others = [other for other in queries.fields_of(field.type_id) if other is not field]
        if values["kind"] is not field.kind and queries.has_answers(field.id):
            message = _("Agreements answer this field as it is. Take it away and add another one.")
            raise Refused(message, "kind")
        used = queries.chosen_keys(field.id) if field.kind is FieldKind.CHOICE else set()
        before = {choice.key: choice for choice in field.choices}
        _fill_in(field, values, others, used)
    renamed = {c.key for c in field.choices if c.key in used and c != before[c.key]}
    if renamed:
        db.session.flush()  # the search reads the new names from the database
        rewrite_words(db.session(), queries.choosing(field.id, renamed))
    return field


def _fill_in(
    field: TypeField, values: Values, others: Sequence[TypeField], used: set[str]
) -> TypeField:
    field.assign({name: value for name, value in values.items() if name != "choices"})
    _refuse_a_second(field, others)
    field.offer(_choices(values, used) if field.kind is FieldKind.CHOICE else [])
    db.session.add(field)
    return field


def _choices(values: Values, used: set[str]) -> list[Choice]:
    """The choices as typed; one that is not offered is kept while some agreement has it."""
    given: Sequence[Choice] = values["choices"]
    kept = [choice for choice in given if choice.is_offered or choice.key in used]
    if not any(choice.is_offered for choice in kept):
        raise Refused(_("Give at least one choice."), "choices")
    taken = {int(c.key) for c in given if c.key.isdigit()}
    fresh = iter(range(max(taken, default=0) + 1, max(taken, default=0) + 1 + len(kept)))
    return [choice if choice.key else replace(choice, key=str(next(fresh))) for choice in kept]


def _refuse_a_second(field: TypeField, others: Sequence[TypeField]) -> None:
    if not (field.label_en or field.label_zh):
        raise Refused(_("Give a label in English or in Chinese."), "label_en")
    for name in ("label_en", "label_zh"):
        label = getattr(field, name)
        same = next((o for o in others if label and getattr(o, name) == label), None)
        if same is not None:
            message = _("This type has a field of this label.")
            if not same.is_asked:
                message = _("A field of this label was taken away: bring that one back.")
            raise Refused(message, name)


def move_field(_values: Values, field: TypeField, step: int) -> TypeField:
    """One place up (-1) or down (1) among the fields that are asked, as far as there is one."""
    asked = [other for other in queries.fields_of(field.type_id) if other.is_asked]
    if field not in asked:
        return field
    here = asked.index(field)
    there = min(max(here + step, 0), len(asked) - 1)
    asked.insert(there, asked.pop(here))
    for place, other in enumerate(asked):
        other.place = place
    return field


def retire_field(_values: Values, field: TypeField, moment: datetime) -> TypeField:
    """It is asked no longer; agreements keep what they answered."""
    field.retired_at = field.retired_at or moment
    return field


def restore_field(_values: Values, field: TypeField) -> TypeField:
    """Asked again, after all others."""
    others = queries.fields_of(field.type_id)
    field.retired_at, field.place = None, max(other.place for other in others) + 1
    return field


def delete_field(_values: Values, field: TypeField) -> TrashItem:
    """Raises Refused while an agreement answers it."""
    if queries.has_answers(field.id):
        raise Refused(_("Agreements answer this field. Take it away: their answers stay."))
    return move_to_trash({}, field)
