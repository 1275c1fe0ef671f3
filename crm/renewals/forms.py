"""What may be typed at the renewals desk."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, SelectMultipleField
from wtforms.validators import ValidationError

from crm.accounts.people import offer_people, person_field
from crm.models.days import said_day
from crm.renewals.actions import Work
from crm.web.fields import ChoiceField, day_field, text_field
from crm.web.forms import Form, options


class WorkForm(Form):
    """The rows that were ticked, and what is to be done to all of them."""

    ids = SelectMultipleField(_l("Rows"), coerce=int, validate_choice=False)
    work = ChoiceField(_l("Work"), coerce=Work, choices=options((w, w) for w in Work))
    person_id = person_field(_l("Responsible"))
    postponed_to = day_field(_l("Postpone to"))
    postponed_why = text_field(_l("Why"), 500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self.person_id)


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
