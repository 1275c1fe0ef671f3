"""What may be typed about a link for a counterpart, and by the counterpart on it."""

from collections.abc import Sequence
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, IntegerField
from wtforms import Form as Part
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from crm.counterparts.people import FIELDS, Person
from crm.documents import queries as document_queries
from crm.documents.upload import file_field
from crm.models import Agreement, CounterpartLink
from crm.web.choice_fields import ChoiceField
from crm.web.fields import WholeNumberField, notes_field, text_field
from crm.web.forms import Form, Group, options
from crm.web.locale import name_of
from crm.web.reached import e_mail

USUAL_DAYS, MOST_DAYS = 30, 180
LONGEST_COMMENT = 10_000


class LinkForm(Form):
    """For which party, how long, and with which document to look at."""

    partner_id = ChoiceField(_l("For which party"), coerce=int)
    days = WholeNumberField(_l("Valid for days"), 1, MOST_DAYS, default=USUAL_DAYS)
    document = ChoiceField(
        _l("Document to share"),
        description=_l("Of a document the present version is seen, and no later one."),
    )

    GROUPS: ClassVar[tuple[Group, ...]] = (
        (_l("Link for a counterpart"), ("partner_id", "days", "document")),
    )

    def __init__(self, agreement: Agreement, link: CounterpartLink | None = None) -> None:
        shared = f"{link.document_id}-{link.document_number}" if link and link.document_id else ""
        super().__init__(data={"partner_id": link.partner_id if link else None, "document": shared})
        self.version = link.version if link else None
        parties = [(party.partner_id, name_of(party.partner)) for party in agreement.parties]
        self.partner_id.choices = options(parties)
        self.document.choices = options(_shareable(agreement.id, shared), blank=_l("None"))


def _shareable(agreement_id: int, shared: str) -> list[tuple[str, str]]:
    """The newest version of each document that all staff may read, and the one shared now."""
    rows = document_queries.of_agreement(agreement_id, sees_all=False)
    newest = [(f"{row.id}-{row.latest}", f"{row.title} ({row.file_name})") for row in rows]
    if shared and shared not in dict(newest):
        newest.append((shared, _("The one shared at present")))
    return newest


class DeclineForm(Form):
    """Why not; the counterpart reads it on its page."""

    reason = notes_field(_l("Reason"), 2000, description=_l("The counterpart reads this."))

    GROUPS: ClassVar[tuple[Group, ...]] = ((_l("Reason"), ("reason",)),)


class PersonPart(Part):
    """One person of the counterpart: a row of the form."""

    contact_id = IntegerField(validators=[Optional()], widget=HiddenInput())
    name_en = text_field(_l("Name in English"), 200)
    name_zh = text_field(_l("Name in Chinese"), 200)
    position = text_field(_l("Position"), 200)
    email = text_field(_l("E-mail"), 254, render_kw={"inputmode": "email"})
    phone = text_field(_l("Phone"), 60, render_kw={"inputmode": "tel"})
    has_left = BooleanField(_l("Has left"))

    def validate_email(self, field: Any) -> None:
        e_mail(self, field)

    def validate(self, extra_validators: Any = None) -> bool:
        is_right = super().validate(extra_validators)
        says_something = any(self[name].data for name in FIELDS)
        is_known = self.contact_id.data is not None and not self.has_left.data
        if (says_something or is_known) and not (self.name_en.data or self.name_zh.data):
            message = _("Give a name in English or in Chinese.")
            self.name_en.errors = [*self.name_en.errors, message]
            return False
        return is_right


class CounterpartForm(Form):
    """All that a counterpart can say on its link; what is left as it is says nothing."""

    people = FieldList(FormField(PersonPart))
    new_people = FieldList(FormField(PersonPart), min_entries=2, max_entries=10)
    comment = notes_field(_l("Your comment"), LONGEST_COMMENT)
    files = file_field(_l("Signed copy"), several=False)

    def __init__(self, people: Sequence[Person], link: CounterpartLink) -> None:
        suggested = {s.contact_id: s for s in link.suggestions if s.is_pending and s.contact_id}
        rows = []
        for person in people:
            suggestion = suggested.get(person.contact_id)
            row = person.with_changes(suggestion.content if suggestion else {})
            has_left = suggestion is not None and suggestion.is_leave
            rows.append(row | {"has_left": has_left})
        super().__init__(data={"people": rows})
