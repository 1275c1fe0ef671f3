"""What may be said when a prospect moves on."""

from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from crm.models import Pipeline
from crm.web.choice_fields import ChoiceField
from crm.web.fields import notes_field
from crm.web.forms import Form, Group, choices
from crm.web.words import PIPELINE


class SeenField(HiddenField):
    """At which stage the person saw the prospect: of two who move it, the second is told."""

    part = "pipeline/seen.html"


class MoveForm(Form):
    """To which stage: one press of a button, or a card that was dropped."""

    stage = ChoiceField(_l("Stage"), coerce=Pipeline, choices=choices(PIPELINE))
    was_at = SeenField()


class LostForm(Form):
    """Why nothing came of it."""

    stage = HiddenField(filters=[lambda _typed: Pipeline.LOST])
    was_at = SeenField()
    reason = notes_field(
        _l("Why nothing came of it"),
        1000,
        required=True,
        description=_l("Such as: no answer, no money, another school, not now."),
    )

    GROUPS: ClassVar[tuple[Group, ...]] = ((_l("Lost"), ("reason", "was_at")),)
