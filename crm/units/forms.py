"""What may be typed about a unit."""

from typing import ClassVar

from flask_babel import lazy_gettext as _l

from crm.web.fields import ONE_LANGUAGE, text_field
from crm.web.forms import Form, Group


class UnitForm(Form):
    name_en = text_field(_l("Name in English"), 200, description=ONE_LANGUAGE)
    name_zh = text_field(_l("Name in Chinese"), 200)

    GROUPS: ClassVar[tuple[Group, ...]] = ((_l("Unit"), ("name_en", "name_zh")),)
