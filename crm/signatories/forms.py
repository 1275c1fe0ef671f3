"""What may be typed about a signatory."""

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l

from crm.models import Agreement
from crm.web.choice_fields import ChoiceField
from crm.web.fields import day_field, text_field
from crm.web.forms import Form, Group, options
from crm.web.locale import name_of


class SignatoryForm(Form):
    """A person who signed, for one of the partners or for the school."""

    partner_id = ChoiceField(_l("For"), coerce=int)
    name = text_field(_l("Name"), 200, required=True)
    position = text_field(_l("Position"), 200)
    signed_on = day_field(_l("Signed on"))

    GROUPS: ClassVar[tuple[Group, ...]] = (
        (_l("Signatory"), ("partner_id", "name", "position", "signed_on")),
    )

    def __init__(self, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        partners = [(party.partner_id, name_of(party.partner)) for party in agreement.parties]
        self.partner_id.choices = options(partners, blank=_l("Our school"))
