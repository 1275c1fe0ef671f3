"""What may be typed in an enquiry, and by staff who look at it."""

from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import ValidationError

from crm.models import Category, Enquiry, PartnerStatus
from crm.partners.forms import PartnerForm, country_options
from crm.partners.picker import likely_partners, partner_field, partners_at, partners_named_like
from crm.proposals.naming import in_two_languages
from crm.web.choice_fields import ChoiceField
from crm.web.fields import notes_field, text_field
from crm.web.forms import Form, Group, choices
from crm.web.picks import Pick
from crm.web.reached import e_mail
from crm.web.words import CATEGORIES

LONGEST = 5000
"""Signs of an enquiry: two pages."""


class TrapField(StringField):
    """A field that no person sees: programs that fill in every form fill it in as well."""

    part = "enquiries/trap.html"


class ConsentField(BooleanField):
    """A box to tick, with what is agreed to above it, whatever is wrong."""

    part = "enquiries/consent.html"


class EnquiryForm(Form):
    """What the office has to know to answer. Nothing of the office's is offered."""

    name = text_field(_l("Your name"), 200, required=True, render_kw={"autocomplete": "name"})
    email = text_field(
        _l("E-mail"),
        254,
        required=True,
        render_kw={"autocomplete": "email", "inputmode": "email"},
    )
    phone = text_field(_l("Phone"), 60, render_kw={"autocomplete": "tel", "inputmode": "tel"})
    organisation = text_field(
        _l("Your organisation"), 200, required=True, render_kw={"autocomplete": "organization"}
    )
    country = ChoiceField(_l("Country or region"))
    category = ChoiceField(
        _l("Kind of organisation"), coerce=Category, choices=choices(CATEGORIES, _l("Choose…"))
    )
    message = notes_field(_l("What you would like to do with us"), LONGEST, required=True)
    consent = ConsentField(_l("I agree to that"))
    homepage = TrapField(_l("Leave this empty"))

    GROUPS: ClassVar[tuple[Group, ...]] = (
        (_l("You"), ("name", "email", "phone")),
        (_l("Your organisation"), ("organisation", "country", "category")),
        (_l("Your enquiry"), ("message",)),
        (_l("Your consent"), ("consent", "homepage")),
    )

    def __init__(self, consent: str) -> None:
        super().__init__()
        self.consent.description = consent
        self.country.choices = country_options()
        if self.is_asking:  # it goes on in the other language, and nobody has agreed to that text
            self.consent.data = False

    @property
    def is_trapped(self) -> bool:
        return self.is_submitted() and bool(self.homepage.data)

    def values(self) -> dict[str, Any]:
        typed = super().values()
        return {name: typed[name] for name in typed if name not in {"consent", "homepage"}}

    def validate_email(self, field: Any) -> None:
        e_mail(self, field)

    def validate_consent(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_("Without it we may not keep your enquiry: tick the box."))


class ProspectForm(PartnerForm):
    """A new partner, filled in as far as the enquiry says it."""

    keep_sender = BooleanField(_l("Keep the sender as a contact"), default=True)

    GROUPS: ClassVar[tuple[Group, ...]] = (
        *PartnerForm.GROUPS,
        (_l("The sender"), ("keep_sender",)),
    )

    def __init__(self, enquiry: Enquiry, owner_id: int) -> None:
        super().__init__(
            data={
                **in_two_languages("name", enquiry.organisation),
                "country": enquiry.country,
                "category": enquiry.category,
                "status": PartnerStatus.PROSPECT,
                "owner_id": owner_id,
                "keep_sender": True,
            }
        )
        self.likely = likely(enquiry)


class JoinForm(Form):
    """Which of the partners it is; those that are called alike or have the sender's domain are
    offered."""

    partner_id = partner_field(_l("Partner"), required=True)
    keep_sender = BooleanField(_l("Keep the sender as a contact"), default=True)

    GROUPS: ClassVar[tuple[Group, ...]] = ((_l("Which one it is"), ("partner_id", "keep_sender")),)

    def __init__(self, enquiry: Enquiry) -> None:
        super().__init__()
        if not self.partner_id.typed:
            chosen = self.partner_id.numbers
            self.partner_id.matches = [pick for pick in likely(enquiry) if pick.id not in chosen]


class AsideForm(Form):
    """Why nothing comes of it; the sender does not read this."""

    reason = notes_field(_l("Reason"), LONGEST, description=_l("For the office alone."))

    GROUPS: ClassVar[tuple[Group, ...]] = ((_l("Reason"), ("reason",)),)


def likely(enquiry: Enquiry) -> list[Pick]:
    """The partners that may be meant."""
    alike = [pick for pick, _why in partners_named_like(enquiry.organisation)]
    found = (*alike, *partners_at(enquiry.email), *likely_partners(enquiry.organisation))
    return list({pick.id: pick for pick in found}.values())[:8]
