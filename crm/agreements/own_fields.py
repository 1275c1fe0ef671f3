"""The fields of the chosen type as a part of the agreement's form."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _
from wtforms import Field
from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from crm.agreements.answers import Answer, own_part
from crm.agreements.years_field import YearsField
from crm.contacts.picker import find_contacts, load_contacts
from crm.models import Agreement, AgreementType, Content, FieldKind
from crm.web.choice_fields import ChoiceField
from crm.web.fields import day_field, notes_field, text_field
from crm.web.forms import options
from crm.web.locale import language, name_of
from crm.web.numbers import MoneyField, NumberField
from crm.web.picks import Pick, PickField, Together

PREFIX = "field_"
YEARS = "exchange_years"


class OwnFields(Field):
    """A place in the form; `data` is what was answered, by the number of the field.

    The fields themselves belong to the form, so that it counts their errors and shows each
    refusal beside its field.
    """

    part = "agreements/own_fields.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind: AgreementType | None = None
        self.asked: dict[int, Field] = {}
        self.years: YearsField | None = None

    def process(self, *_args: Any, **_kwargs: Any) -> None:
        """Nothing is typed into the place itself."""

    @property
    def data(self) -> Mapping[int, Content | None]:
        return {number: field.data for number, field in self.asked.items()}

    @property
    def names(self) -> set[str]:
        """The names of the fields in the form."""
        return {field.name for field in self.asked.values()}

    @property
    def is_shown(self) -> bool:
        """Whether the form that was sent had the fields of the type that is chosen in it."""
        return self.kind is not None and request.form.get("own_fields_of") == str(self.kind.id)

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What was typed into the fields of another type: it comes back when that type does."""
        names = self.names
        return [
            (name, typed)
            for name, typed in request.form.items(multi=True)
            if name.startswith(PREFIX) and name.partition("-")[0] not in names
        ]

    def ask(self, form: BaseForm, kind: AgreementType | None, agreement: Agreement | None) -> None:
        """Put the fields of that type into the form, filled with what the agreement answers."""
        self.kind = kind
        if kind is None:
            return
        known = agreement.id if agreement is not None else None
        is_new = agreement is None or agreement.type_id != kind.id
        own = own_part(kind.id, known)
        named = [(a.content, a.person) for a in own.asked if isinstance(a.content, int)]
        picks = [Pick(number, name_of(person)) for number, person in named if person is not None]
        people = Together(load_contacts, picks)
        for answer in own.asked:
            unbound = KINDS[answer.field.kind](answer)
            field = self._add(form, f"{PREFIX}{answer.field.id}", unbound, answer.content)
            self.asked[answer.field.id] = field
            if answer.field.is_required:
                _require(field, is_new or answer.content is not None)
        people.join(*(field for field in self.asked.values() if isinstance(field, PickField)))
        if kind.counts_students:
            unbound = YearsField(_("Students sent and received"))
            self.years = self._add(form, YEARS, unbound, own.years)

    def _add(self, form: BaseForm, name: str, unbound: UnboundField, content: object) -> Field:
        # A form takes fields on its class only; its base takes them on the form itself, too.
        BaseForm.__setitem__(form, name, unbound)
        field = form[name]
        was_sent = self.is_shown or name in request.form
        field.process(request.form if was_sent else None, content)
        return field


def _require(field: Field, has_to: bool) -> None:
    """An agreement that lacks the answer from before can be saved without it."""
    note = _("Required.") if has_to else _("Required, and not answered yet.")
    field.description = f"{note} {field.description}".strip()
    if has_to:
        field.validators = [_answered, *field.validators]


def _answered(_form: BaseForm, field: Field) -> None:
    if field.data is None and not field.errors:
        raise StopValidation(_("Fill this in."))


def _told(answer: Answer) -> dict[str, Any]:
    """The label and the help, in the reader's language."""
    field = answer.field
    return {"label": name_of(field), "description": field.help_in(language())}


def _choice(answer: Answer) -> UnboundField:
    """What is offered, and what stands there although it is offered no longer."""
    field = answer.field
    offered = [c for c in field.choices if c.is_offered or c.key == answer.content]
    pairs = [(choice.key, name_of(choice)) for choice in offered]
    return ChoiceField(choices=options(pairs, blank="–"), **_told(answer))


def _yes_or_no(answer: Answer) -> UnboundField:
    """A select of three, since a box that is not ticked could mean *no* or *not said*."""
    pairs = [(True, _("Yes")), (False, _("No"))]
    return ChoiceField(coerce=_flag, choices=options(pairs, blank="–"), **_told(answer))


def _flag(typed: object) -> bool:
    """Raises ValueError for what is neither."""
    if str(typed) not in {"True", "False"}:
        raise ValueError(typed)
    return str(typed) == "True"


def _person(answer: Answer) -> UnboundField:
    told = _told(answer)
    return PickField(find=find_contacts, load=load_contacts, lookup="contacts.lookup", **told)


KINDS: Mapping[FieldKind, Callable[[Answer], UnboundField]] = {
    FieldKind.TEXT: lambda answer: text_field(longest=300, **_told(answer)),
    FieldKind.LONG_TEXT: lambda answer: notes_field(**_told(answer)),
    FieldKind.NUMBER: lambda answer: NumberField(**_told(answer)),
    FieldKind.DATE: lambda answer: day_field(**_told(answer)),
    FieldKind.CHOICE: _choice,
    FieldKind.YES_NO: _yes_or_no,
    FieldKind.PERSON: _person,
    FieldKind.MONEY: lambda answer: MoneyField(**_told(answer)),
}
