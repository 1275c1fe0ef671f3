"""What may be typed at the renewals desk."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field
from wtforms.validators import ValidationError

from crm.agreements.ends import wrong_end
from crm.web.fields import day_field
from crm.web.forms import Form


class EndForm(Form):
    """The end that nobody knew, and the start when that is not known either."""

    effective_on = day_field(_l("In force from"))
    expires_on = day_field(_l("Ends on"))
    is_open_ended = BooleanField(_l("open-ended"))

    def validate_expires_on(self, field: Field) -> None:
        why = wrong_end(
            field.data,
            effective_on=self.effective_on.data,
            signed_on=getattr(self.record, "signed_on", None),
            is_open_ended=self.is_open_ended.data,
        )
        if why is not None:
            raise ValidationError(why)
