"""What may be typed about the school."""

from typing import ClassVar

from flask_babel import lazy_gettext as _l

from crm.models.office import CONTACT_YEARS
from crm.web.fields import WholeNumberField, text_field
from crm.web.forms import Form, Group


class OfficeForm(Form):
    """The school in both languages, and who signs for it unless an agreement names another."""

    name_en = text_field(_l("Name in English"), 200)
    name_zh = text_field(_l("Name in Chinese"), 200)
    address_en = text_field(_l("Address in English"), 300)
    address_zh = text_field(_l("Address in Chinese"), 300)
    city_en = text_field(_l("City in English"), 100)
    city_zh = text_field(_l("City in Chinese"), 100)
    signatory_en = text_field(_l("Who signs, in English"), 200)
    signatory_zh = text_field(_l("Who signs, in Chinese"), 200)
    position_en = text_field(_l("Position in English"), 200)
    position_zh = text_field(_l("Position in Chinese"), 200)

    contact_years = WholeNumberField(
        _l("Years without use until a contact comes up for review"), 1, 30, default=CONTACT_YEARS
    )

    GROUPS: ClassVar[tuple[Group, ...]] = (
        (
            _l("School"),
            ("name_en", "name_zh", "address_en", "address_zh", "city_en", "city_zh"),
        ),
        (_l("Signs for it"), ("signatory_en", "signatory_zh", "position_en", "position_zh")),
        (_l("Personal information"), ("contact_years",)),
    )
