"""What is asked before a person is erased."""

from typing import ClassVar

from flask_babel import lazy_gettext as _l

from crm.web.choice_fields import ManyField
from crm.web.fields import text_field
from crm.web.forms import Form, Group


class EraseForm(Form):
    """The person's name, typed, and the texts that it is to be taken out of."""

    name = text_field(_l("Name of the person"), 200, required=True)
    take_out = ManyField(_l("Texts"), choices=[])

    GROUPS: ClassVar[tuple[Group, ...]] = ((_l("Erase"), ("name", "take_out")),)
