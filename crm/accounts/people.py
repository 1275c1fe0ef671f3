"""Offers the office's people to forms and filters of the other rooms."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.form import BaseForm

from crm.web.choice_fields import ChoiceField
from crm.web.filters import OneRecord
from crm.web.forms import options
from crm.web.locale import reader
from crm.web.offered import colleagues_offered, numbered, people_offered


class PersonField(ChoiceField):
    """A select over those who may be given work; empty is nobody."""

    def pre_validate(self, form: BaseForm) -> None:
        if self.data is not None:
            super().pre_validate(form)


def person_field(label: object) -> PersonField:
    return PersonField(label, coerce=int)


def offer_people(field: ChoiceField, *, keep: tuple[int, str] | None = None) -> None:
    """Fill the select when it is shown or somebody was chosen; `keep` is one who has left and
    still stands on the record."""

    def offered() -> list[Any]:
        people = numbered(colleagues_offered(reader()))
        if keep is not None and keep not in people:
            people.append(keep)
        return options(people, blank=_l("Nobody yet"))

    field.choices = offered


def person_filter(name: str, label: object, column: object) -> OneRecord:
    """A filter by person, with *me* and *nobody*."""
    return OneRecord(name, label, column, people_offered, _l("Nobody"), _l("Me"))
