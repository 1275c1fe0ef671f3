"""A partner that is made in the form of something else, such as that of an agreement with it."""

from typing import Any, ClassVar

from flask import request
from flask_babel import lazy_gettext as _l

from crm.models import Category
from crm.partners.forms import LIKELY, country_options
from crm.web.choice_fields import ChoiceField
from crm.web.fields import text_field
from crm.web.filters import is_number
from crm.web.forms import Form, choices
from crm.web.words import CATEGORIES

MEANT = "meant"
"""What is sent when somebody takes one that is there already, instead of the one to be made."""


class MakesPartner(Form):
    """A form that names a partner in the picker `PICKER`, or makes it."""

    new_name_en = text_field(_l("Name in English"), 200, render_kw=LIKELY)
    new_name_zh = text_field(_l("Name in Chinese"), 200, render_kw=LIKELY)
    new_category = ChoiceField(
        _l("Category"), coerce=Category, choices=choices(CATEGORIES, _l("Choose…"))
    )
    new_country = ChoiceField(_l("Country or region"))

    NEW_PARTNER = ("new_name_en", "new_name_zh", "new_category", "new_country")
    PICKER: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.new_country.choices = country_options()
        meant = request.form.get(MEANT, "")
        if is_number(meant):
            self._take_meant(int(meant))

    def _take_meant(self, number: int) -> None:
        picker = self[self.PICKER]
        picker.data = [*picker.numbers, number] if picker.several else number
        for name in self.NEW_PARTNER:
            self[name].data = None
