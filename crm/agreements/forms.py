"""What may be typed about an agreement, and what it means."""

from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, SelectMultipleField
from wtforms.validators import ValidationError

from crm.accounts.people import offer_people, person_field
from crm.agreements import queries
from crm.agreements.picker import agreement_field
from crm.models import Category, Renewal
from crm.partners.forms import country_options
from crm.partners.picker import partner_field
from crm.web.fields import ChoiceField, WholeNumberField, day_field, notes_field, text_field
from crm.web.forms import Form, Group, choices, options
from crm.web.locale import name_of
from crm.web.words import CATEGORIES, RENEWALS


class AgreementForm(Form):
    """One form for the whole agreement. A date that is not known stays empty."""

    partner_ids = partner_field(_l("Partners"), several=True)
    new_name_en = text_field(_l("Name in English"), 200)
    new_name_zh = text_field(_l("Name in Chinese"), 200)
    new_category = ChoiceField(
        _l("Category"), coerce=Category, choices=choices(CATEGORIES, _l("Choose…"))
    )
    new_country = ChoiceField(_l("Country or region"))
    title_en = text_field(_l("Title in English"), 200)
    title_zh = text_field(_l("Title in Chinese"), 200)
    type_id = ChoiceField(_l("Type"), coerce=int)
    reference = text_field(_l("Reference"), 40)
    signed_on = day_field(_l("Signed on"))
    effective_on = day_field(_l("In force from"))
    expires_on = day_field(_l("Ends on"))
    is_open_ended = BooleanField(_l("Open-ended: it has no end date"))
    notice_days = WholeNumberField(_l("Notice in days"), 0, 3650, default=90)
    renewal = ChoiceField(
        _l("Renewal"), coerce=Renewal, choices=choices(RENEWALS), default=Renewal.NONE
    )
    owner_id = person_field(_l("Responsible"))
    areas = text_field(_l("Areas of cooperation"), 300)
    parent_id = agreement_field(_l("Stands under"))
    notes = notes_field(_l("Notes"))

    GROUPS: ClassVar[tuple[Group, ...]] = (
        (_l("With whom"), ("partner_ids", "new_partner")),
        (_l("What"), ("title_en", "title_zh", "type_id", "reference", "areas")),
        (
            _l("Dates (leave empty what is not known)"),
            (
                "signed_on",
                "effective_on",
                "expires_on",
                "is_open_ended",
                "notice_days",
                "renewal",
            ),
        ),
        (_l("With us"), ("owner_id", "parent_id", "notes")),
    )
    NEW_PARTNER = ("new_name_en", "new_name_zh", "new_category", "new_country")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = getattr(kwargs.get("obj"), "owner", None)
        offer_people(self.owner_id, keep=(owner.id, owner.name) if owner else None)
        self.new_country.choices = country_options()
        types = [(kind.id, name_of(kind)) for kind in queries.types()]
        self.type_id.choices = options(types, blank=_l("Choose…"))

    @property
    def makes_partner(self) -> bool:
        """Whether something stands in the fields of the partner to be made."""
        return any(self[name].data or self[name].errors for name in self.NEW_PARTNER)

    def validate_type_id(self, field: Field) -> None:
        if field.data is None:
            raise ValidationError(_("Choose the type."))

    def validate_expires_on(self, field: Field) -> None:
        start = self.effective_on.data
        if field.data and start and field.data <= start:
            message = _("Give a day after %(day)s, when it comes into force.", day=start)
            raise ValidationError(message)
        if field.data and self.is_open_ended.data:
            message = _("Either give the end date or tick “open-ended”, not both.")
            raise ValidationError(message)


class FollowUpForm(Form):
    """Which of the proposed follow-ups become tasks."""

    keys = SelectMultipleField(_l("Follow-ups"), validate_choice=False)
