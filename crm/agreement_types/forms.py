"""What may be typed about an agreement type."""

from typing import ClassVar

from flask_babel import lazy_gettext as _l

from crm.web.fields import WholeNumberField, text_field
from crm.web.forms import Form, Group


class AgreementTypeForm(Form):
    """A kind of agreement, with the notice that is usual for it."""

    name_en = text_field(_l("Name in English"), 200)
    name_zh = text_field(_l("Name in Chinese"), 200)
    place = WholeNumberField(_l("Place in the list"), 0, 999, default=0)
    notice_days = WholeNumberField(_l("Usual notice in days"), 0, 3650, default=90)

    GROUPS: ClassVar[tuple[Group, ...]] = (
        (_l("Agreement type"), ("name_en", "name_zh", "notice_days", "place")),
    )
