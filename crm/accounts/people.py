"""Offers the office's people to forms and filters of the other rooms."""

from flask_babel import lazy_gettext as _l

from crm.accounts import queries
from crm.web.fields import ChoiceField
from crm.web.filters import Choices, OneRecord
from crm.web.forms import options
from crm.web.locale import Reader


def person_field(label: object) -> ChoiceField:
    """A select over those who may be given work; empty is nobody."""
    return ChoiceField(label, coerce=int)


def offer_people(field: ChoiceField, *, keep: tuple[int, str] | None = None) -> None:
    """Fill the select; `keep` is somebody who has left and still stands on the record."""
    people = [(row.id, row.name) for row in queries.active_people()]
    if keep is not None and keep not in people:
        people.append(keep)
    field.choices = options(people, blank=_l("Nobody yet"))


def people_choices(_reader: Reader) -> Choices:
    return [(str(row.id), row.name) for row in queries.active_people()]


def person_filter(name: str, label: object, column: object) -> OneRecord:
    """A filter by person, with *me* and *nobody*."""
    return OneRecord(name, label, column, people_choices, _l("Nobody"), _l("Me"))
