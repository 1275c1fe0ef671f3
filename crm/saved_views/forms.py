"""What may be typed about a saved view."""

from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from crm.saved_views.rooms import ROOMS
from crm.web.choice_fields import ChoiceField
from crm.web.fields import text_field
from crm.web.forms import Form, Group, options


class ViewChoiceForm(Form):
    """What a reader makes of a view."""

    GROUPS: ClassVar[tuple[Group, ...]] = ((_l("For me"), ("is_home", "tells")),)

    is_home = BooleanField(_l("Open the register with it"))
    tells = BooleanField(_l("Tell me in my digest when it finds something new"))


class OwnViewForm(ViewChoiceForm):
    """What its owner can change of it besides."""

    GROUPS: ClassVar[tuple[Group, ...]] = (
        (_l("The view"), ("name", "is_shared")),
        *ViewChoiceForm.GROUPS,
    )

    name = text_field(_l("Name of the view"), 80, required=True)
    is_shared = BooleanField(_l("For everybody"))


class SavedViewForm(Form):
    """A name for the list as it stands; `query` is the address's part after the question mark."""

    room = ChoiceField(_l("List"), choices=options((room, room) for room in ROOMS))
    name = text_field(_l("Name of the view"), 80, required=True)
    query = text_field(_l("Filters"), 2000)
    is_shared = BooleanField(_l("For everybody"))
