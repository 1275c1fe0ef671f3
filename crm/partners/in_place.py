"""What may be typed about a partner that is made along with something else, in its form."""

from typing import Any, ClassVar

from flask import request
from flask_babel import lazy_gettext as _l

from crm.models import Category
from crm.partners.forms import LIKELY, country_options
from crm.partners.made_along import NEW_PARTNER
from crm.web.choice_fields import ChoiceField
from crm.web.fields import text_field
from crm.web.filters import is_number
from crm.web.forms import Form, choices
from crm.web.words import CATEGORIES

MEANT = "meant"
"""What is sent when somebody takes one that is there already, instead of the one to be made."""


class MakesPartner(Form):
    """A form that names a partner in the picker `PICKER`, or makes it."""

    new_name_en = text_field(_l("Partner's name in English"), 200, render_kw=LIKELY)
    new_name_zh = text_field(_l("Partner's name in Chinese"), 200, render_kw=LIKELY)
    new_category = ChoiceField(
        _l("Category"), coerce=Category, choices=choices(CATEGORIES, _l("Choose…"))
    )
    new_country = ChoiceField(_l("Country or region"))

    NEW_PARTNER = NEW_PARTNER
    PICKER: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.new_country.choices = country_options()
        self[self.PICKER].flags.required = True
        meant = request.form.get(MEANT, "")
        if is_number(meant):
            self._take_meant(int(meant))

    @property
    def makes_partner(self) -> bool:
        """Whether something stands in the fields of the partner to be made."""
        return any(self[name].data or self[name].errors for name in self.NEW_PARTNER)

    def _take_meant(self, number: int) -> None:
        picker = self[self.PICKER]
        picker.data = [*picker.numbers, number] if picker.several else number
        for name in self.NEW_PARTNER:
            self[name].data = None
