"""What may be typed about a contact and a position."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from flask import url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.contacts import actions
from crm.errors import Refused
from crm.models import Contact, Honorific, Purpose, Source
from crm.partners.in_place import MakesPartner
from crm.partners.picker import partner_field
from crm.web.choice_fields import ChoiceField
from crm.web.fields import ONE_LANGUAGE, day_field, notes_field, text_field
from crm.web.forms import Form, Group, choices
from crm.web.reached import e_mail
from crm.web.tags import tags_field
from crm.web.words import HONORIFICS, PURPOSES, SOURCES


class ContactForm(MakesPartner):
    """A person with the main position. A name in one language is enough."""

    name_en = text_field(_l("Name in English"), 200, description=ONE_LANGUAGE)
    name_zh = text_field(_l("Name in Chinese"), 200)
    honorific = ChoiceField(
        _l("Form of address"), Honorific, choices=choices(HONORIFICS, _l("Not noted"))
    )
    partner_id = partner_field(_l("Partner"))
    position = text_field(_l("Position"), 200)
    department = text_field(_l("Department"), 200)
    email = text_field(_l("E-mail"), 254, render_kw={"inputmode": "email"})
    phone = text_field(_l("Phone"), 60, render_kw={"inputmode": "tel"})
    notes = notes_field(_l("Notes"))
    tags = tags_field()
    purpose = ChoiceField(
        _l("What it is kept for"),
        Purpose,
        choices=choices(PURPOSES, _l("Not noted")),
        default=Purpose.COOPERATION,
    )
    source = ChoiceField(_l("Where it is from"), Source, choices=choices(SOURCES, _l("Not noted")))
    source_note = text_field(_l("More about purpose and source"), 300)

    FOLDED: ClassVar[Mapping[str, LazyString]] = {
        name: _l("Note what it is kept for, and where it is from")
        for name in ("purpose", "source", "source_note")
    }
    GROUPS: ClassVar[tuple[Group, ...]] = (
        (_l("Person"), ("name_en", "name_zh", "honorific")),
        (_l("Main position"), ("partner_id", "new_partner", "position", "department")),
        (_l("How to reach"), ("email", "phone", "tags", "notes")),
        (_l("Personal information"), ("purpose", "source", "source_note")),
    )
    PICKER = "partner_id"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contact: Contact | None = kwargs.get("obj")
        hint = {
            "data-hint": url_for("partners.lookup_domain"),
            "data-hint-said": _("At this domain:"),
        }
        self.email.render_kw = {**self.email.render_kw, **hint}

    def refusals(self) -> Iterable[Refused]:
        return actions.problems(self.values(), self.contact)

    def validate_email(self, field: Any) -> None:
        e_mail(self, field)


class PositionForm(MakesPartner):
    """A further position of a person."""

    partner_id = partner_field(_l("Partner"))
    position = text_field(_l("Position"), 200)
    department = text_field(_l("Department"), 200)

    GROUPS: ClassVar[tuple[Group, ...]] = (
        (_l("Position"), ("partner_id", "new_partner", "position", "department")),
    )
    PICKER = "partner_id"

    def refusals(self) -> Iterable[Refused]:
        return actions.position_problems(self.values())


class LeavingForm(Form):
    """Until when a person held a position."""

    until_on = day_field(_l("Until"), description=_l("Leave it empty when nobody knows."))

    GROUPS: ClassVar[tuple[Group, ...]] = ((_l("Former position"), ("until_on",)),)
