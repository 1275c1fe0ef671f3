"""What each step asks for, and nothing more."""

from datetime import date
from typing import ClassVar

from flask_babel import lazy_gettext as _l

from crm.agreements.picker import agreement_field
from crm.documents.upload import file_field
from crm.models import Agreement, Step
from crm.models.life import STEPS, Asked
from crm.web.choice_fields import ManyField
from crm.web.fields import day_field, notes_field
from crm.web.forms import Form, Group
from crm.web.locale import name_of


class StepForm(Form):
    """All that steps may ask; those fields that this step does not ask for are taken out."""

    signed_on = day_field(_l("Signed on"), required=True)
    signers = ManyField(_l("Who has signed"), coerce=int)
    files = file_field(_l("Scan of the signed copy"))
    successor_id = agreement_field(_l("Which agreement takes its place"), required=True)
    closed_on = day_field(_l("Ends on"), required=True)
    reason = notes_field(_l("Why"), required=True)

    GROUPS: ClassVar[tuple[Group, ...]] = ()

    def __init__(self, agreement: Agreement, step: Step, day: date, **given: object) -> None:
        parties = [party.partner_id for party in agreement.parties]
        end = agreement.ends_on or day
        closed_on = end if step is Step.SUPERSEDE else min(day, end)
        days = {"signed_on": day, "closed_on": closed_on}
        super().__init__(data={"signers": parties, **days, **given})
        self.version = agreement.version
        asked = [a.value for a in STEPS[step].asks if a.value in self]
        for name in [a.value for a in Asked if a.value in self]:
            if name not in asked:
                del self[name]
        self.groups = ((_l("This step asks for"), tuple(asked)),) if asked else ()
        if Asked.SIGNERS.value in asked:
            names = [(party.partner_id, name_of(party.partner)) for party in agreement.parties]
            self.signers.choices = names


class PartySigningForm(Form):
    """The day on which one more partner signed."""

    signed_on = day_field(_l("Signed on"), required=True)

    GROUPS: ClassVar[tuple[Group, ...]] = ((_l("Signing"), ("signed_on",)),)
