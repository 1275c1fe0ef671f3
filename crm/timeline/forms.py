"""What may be typed about a happening."""

from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from crm.agreements.picker import agreement_field
from crm.models import Category, HappeningKind
from crm.partners.picker import partner_field
from crm.web.fields import ChoiceField, day_field, notes_field, text_field, web_address
from crm.web.forms import Form, Group, choices
from crm.web.words import CATEGORIES, HAPPENING_KINDS


class HappeningForm(Form):
    """A meeting, visit, call, e-mail or news item, and what it was about."""

    kind = ChoiceField(_l("Kind"), coerce=HappeningKind, choices=choices(HAPPENING_KINDS))
    happened_on = day_field(_l("Day"))
    title = text_field(_l("What happened"), 300, required=True)
    body = notes_field(_l("What was said"))
    link = text_field(_l("Link"), 500, render_kw={"inputmode": "url"})
    channel = ChoiceField(
        _l("On the public page under"),
        coerce=Category,
        choices=choices(CATEGORIES, _l("not on it")),
        description=_l("Of news only: the title with its day and link."),
    )
    partner_id = partner_field(_l("Partner"))
    agreement_id = agreement_field(_l("Agreement"))

    GROUPS: ClassVar[tuple[Group, ...]] = (
        (_l("Happening"), ("kind", "happened_on", "title", "body", "link", "channel")),
        (_l("About"), ("partner_id", "agreement_id")),
    )

    def validate_link(self, field: Any) -> None:
        web_address(self, field)

    def validate_channel(self, field: Any) -> None:
        if field.data is not None and self.kind.data is not HappeningKind.NEWS:
            raise ValidationError(_("Only news stands on the public page."))
