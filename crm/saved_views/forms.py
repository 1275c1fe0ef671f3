"""What may be typed about a saved view."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from crm.web.fields import ChoiceField, text_field
from crm.web.forms import Form, options

ROOMS = (
    "partners",
    "contacts",
    "agreements",
    "tasks",
    "obligations",
    "renewals",
    "unknown_ends",
    "missed_renewals",
    "timeline",
    "proposals",
    "counterparts",
    "duplicates",
)


class SavedViewForm(Form):
    """A name for the list as it stands; `query` is the address's part after the question mark."""

    room = ChoiceField(_l("List"), choices=options((room, room) for room in ROOMS))
    name = text_field(_l("Name of the view"), 80, required=True)
    query = text_field(_l("Filters"), 2000)
    is_shared = BooleanField(_l("For everybody"))
