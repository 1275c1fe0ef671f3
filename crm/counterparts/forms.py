"""What may be typed about a link for a counterpart, and by the counterpart on it."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, FieldList, FormField, HiddenField, IntegerField
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
from crm.web.merging import fingerprints, put_together
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
    """One person of the counterpart: a row of the form. `shown` is what the page has said of the
    person, as fingerprints: what was left so is not suggested, whatever the office knows by now."""

    contact_id = IntegerField(validators=[Optional()], widget=HiddenInput())
    shown = HiddenField()
    name_en = text_field(_l("Name in English"), 200)
    name_zh = text_field(_l("Name in Chinese"), 200)
    position = text_field(_l("Position"), 200)
    email = text_field(_l("E-mail"), 254, render_kw={"inputmode": "email"})
    phone = text_field(_l("Phone"), 60, render_kw={"inputmode": "tel"})
    has_left = BooleanField(_l("Has left"))

    @property
    def said(self) -> list[Field]:
        """The fields that say something of the person."""
        return [self[name] for name in (*FIELDS, "has_left")]

    @property
    def is_as_shown(self) -> bool:
        return fingerprints(self.said, saved=False) == self.shown.data

    def keep_up(self, person: Mapping[str, Any]) -> None:
        """Let what was left as it was shown be as it is now."""
        for field in self.said:
            field.object_data = person[field.short_name]
        put_together(self.said, self.shown.data or "")

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
        rows = {}
        for person in people:
            suggestion = suggested.get(person.contact_id)
            row = person.with_changes(suggestion.content if suggestion else {})
            has_left = suggestion is not None and suggestion.is_leave
            rows[person.contact_id] = row | {"has_left": has_left}
        super().__init__(data={"people": list(rows.values())})
        for part in self._parts():
            if not self.is_submitted():
                part.shown.data = fingerprints(part.said, saved=True)
            elif (now := rows.get(part.contact_id.data)) is not None:
                part.keep_up(now)
        self.known = rows.keys()

    def values(self) -> dict[str, Any]:
        """Without those who are there no more, and of whom the counterpart says nothing."""
        told = [p for p in self._parts() if p.contact_id.data in self.known or not p.is_as_shown]
        return super().values() | {"people": [part.data for part in told]}

    def _parts(self) -> list[PersonPart]:
        return [entry.form for entry in self.people]
