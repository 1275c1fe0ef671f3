"""What may be typed about a step of a playbook."""

from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import HiddenField

from crm.accounts.people import offer_people, person_field
from crm.models import Anchor, StepRole
from crm.web.agreement_words import ANCHORS, STEP_ROLES
from crm.web.choice_fields import ChoiceField
from crm.web.fields import ONE_LANGUAGE, WholeNumberField, text_field
from crm.web.forms import Form, Group, choices


def when(anchor: Anchor, days: int) -> str:
    """On which day, in words."""
    if anchor is Anchor.SIGNING:
        if days == 0:
            return _("on the day of the signing")
        return ngettext("%(num)d day after the signing", "%(num)d days after the signing", days)
    if anchor is Anchor.DECIDE_BY:
        if days == 0:
            return _("on the day to decide by")
        return ngettext(
            "%(num)d day before the day to decide by",
            "%(num)d days before the day to decide by",
            days,
        )
    if days == 0:
        return _("on the day of the end")
    return ngettext("%(num)d day before the end", "%(num)d days before the end", days)


class PlaybookStepForm(Form):
    """What is to be done of each agreement of the type, when, and by whom."""

    title_en = text_field(_l("What has to be done, in English"), 200, description=ONE_LANGUAGE)
    title_zh = text_field(_l("What has to be done, in Chinese"), 200)
    days = WholeNumberField(_l("How many days"), 0, 3650, default=30)
    anchor = ChoiceField(
        _l("Counted from"), coerce=Anchor, choices=choices(ANCHORS), default=Anchor.DECIDE_BY
    )
    role = ChoiceField(
        _l("Who does it"),
        coerce=StepRole,
        choices=choices(STEP_ROLES),
        default=StepRole.RESPONSIBLE,
        description=_l("As long as nobody is responsible, it goes to the administrator."),
    )
    person_id = person_field(_l("Which person"))

    GROUPS: ClassVar[tuple[Group, ...]] = (
        (_l("Task"), ("title_en", "title_zh")),
        (_l("When"), ("days", "anchor")),
        (_l("By whom"), ("role", "person_id")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = getattr(kwargs.get("obj"), "person", None)
        offer_people(self.person_id, keep=(person.id, person.name) if person else None)


class ApplyForm(Form):
    """Yes to what was shown: `seen` tells which playbook that was."""

    seen = HiddenField()
