"""What may be typed about a task."""

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l

from crm.accounts.people import offer_people, person_field
from crm.agreements.picker import agreement_field
from crm.models import Priority
from crm.partners.picker import partner_field
from crm.web.choice_fields import ChoiceField
from crm.web.fields import day_field, notes_field, text_field
from crm.web.forms import Form, Group, choices
from crm.web.tags import tags_field
from crm.web.words import PRIORITIES


class TaskForm(Form):
    """What has to be done, by when, by whom, and what it is about."""

    title = text_field(_l("What has to be done"), 200, required=True)
    due_on = day_field(_l("Due on"))
    priority = ChoiceField(
        _l("Priority"), coerce=Priority, choices=choices(PRIORITIES), default=Priority.NORMAL
    )
    assignee_id = person_field(_l("Who does it"))
    partner_id = partner_field(_l("Partner"))
    agreement_id = agreement_field(_l("Agreement"))
    notes = notes_field(_l("Notes"))
    tags = tags_field()

    GROUPS: ClassVar[tuple[Group, ...]] = (
        (_l("Task"), ("title", "due_on", "priority", "assignee_id")),
        (_l("About"), ("partner_id", "agreement_id", "tags", "notes")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = getattr(kwargs.get("obj"), "assignee", None)
        offer_people(self.assignee_id, keep=(person.id, person.name) if person else None)
