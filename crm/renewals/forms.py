"""What may be typed at the renewals desk."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field
from wtforms.validators import ValidationError

from crm.models.days import said_day
from crm.web.fields import day_field
from crm.web.forms import Form


class EndForm(Form):
    """The end that nobody knew, and the start when that is not known either."""

    effective_on = day_field(_l("In force from"))
    expires_on = day_field(_l("Ends on"))
    is_open_ended = BooleanField(_l("open-ended"))

    def validate_expires_on(self, field: Field) -> None:
        start = self.effective_on.data
        if field.data and start and field.data <= start:
            message = _("Give a day after %(day)s, when it comes into force.", day=said_day(start))
            raise ValidationError(message)
        if field.data and self.is_open_ended.data:
            message = _("Either give the end date or tick “open-ended”, not both.")
            raise ValidationError(message)
