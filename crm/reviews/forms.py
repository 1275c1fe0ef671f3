"""What may be typed about a review: by the office, and by the academic lead on a link."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field
from wtforms.validators import ValidationError

from crm.errors import Refused
from crm.models import Recommendation, Review
from crm.reviews.asked import Asked, LinkState
from crm.reviews.closing import CLOSING, proposed_days
from crm.web.agreement_words import RECOMMENDATIONS
from crm.web.choice_fields import ChoiceField
from crm.web.fields import day_field, notes_field, text_field
from crm.web.forms import Form, Group, choices

LONGEST = 5000
"""Signs of the lead's answer: two pages."""

OF_THE_LEAD = ("recommendation", "recommendation_text", "recommended_by")


class EvaluationForm(Form):
    """What came of the agreement. What the lead has answered on a link is not typed over."""

    outcomes = notes_field(_l("What came of it"))
    activity = notes_field(
        _l("Activity since signing"),
        description=_l(
            "Filled in from the timeline, the steps and the obligations met. The academic lead "
            "reads this, too."
        ),
    )
    worth = notes_field(_l("What it is worth to us"))
    problems = notes_field(_l("Problems"))
    recommendation = ChoiceField(
        _l("Recommendation"),
        coerce=Recommendation,
        choices=choices(RECOMMENDATIONS, _l("None yet")),
    )
    recommended_by = text_field(_l("Recommended by"), 200)
    recommendation_text = notes_field(_l("What the lead says"), LONGEST)

    GROUPS: ClassVar[tuple[Group, ...]] = (
        (_l("Evaluation"), ("outcomes", "activity", "worth", "problems")),
        (_l("Academic lead"), ("recommendation", "recommended_by", "recommendation_text")),
    )

    def __init__(self, review: Review, activity: str, asked: Sequence[Asked]) -> None:
        names = ("outcomes", "worth", "problems", *OF_THE_LEAD)
        kept = {name: getattr(review, name) for name in names}
        kept["recommended_by"] = review.recommended_by or review.agreement.lead_name
        super().__init__(data=kept | {"activity": review.activity or activity})
        self.version = review.version
        self.not_kept: str | None = None
        if any(one.state is LinkState.USED for one in asked):
            if self.is_submitted() and self.recommendation_text.data != review.recommendation_text:
                self.not_kept = self.recommendation_text.data
            for name in OF_THE_LEAD:
                del self[name]
            self.groups = self.GROUPS[:1]

    def refusals(self) -> Iterable[Refused]:
        """What was typed for the lead, who has answered meanwhile, is said once more to be copied:
        the fields for it are gone."""
        if self.not_kept:
            message = _(
                "The lead has answered meanwhile, and that stands. You had typed: %(said)s",
                said=self.not_kept,
            )
            yield Refused(message)


class RenewForm(Form):
    """Why it is renewed."""

    decision_reason = notes_field(_l("Reason"), required=True)

    GROUPS: ClassVar[tuple[Group, ...]] = ((_l("Decision"), ("decision_reason",)),)

    def __init__(self, review: Review) -> None:
        super().__init__(data={"decision_reason": review.decision_reason})
        self.version = review.version


class ClosingForm(Form):
    """Which closing tasks are made, and by when each is due."""

    tell = BooleanField(CLOSING["tell"].title)
    tell_on = day_field(_l("By when the partner is told"))
    settle = BooleanField(CLOSING["settle"].title)
    settle_on = day_field(_l("By when everything is settled"))
    accounts = BooleanField(CLOSING["accounts"].title)
    accounts_on = day_field(_l("By when accounts are closed"))
    archive = BooleanField(CLOSING["archive"].title)
    archive_on = day_field(_l("By when the originals are archived"))

    GROUPS: ClassVar[tuple[Group, ...]] = (
        (_l("Closing tasks"), tuple(n for name in CLOSING for n in (name, f"{name}_on"))),
    )

    def __init__(self, review: Review, day: date) -> None:
        days = {f"{name}_on": on for name, on in proposed_days(review.agreement, day).items()}
        ticked: dict[str, object] = dict.fromkeys(CLOSING, True)
        super().__init__(data=ticked | days | {"decision_reason": review.decision_reason})
        self.version = review.version


class EndForm(ClosingForm):
    """Why it is let end, and what is left to do then."""

    decision_reason = notes_field(_l("Reason"), required=True)

    GROUPS: ClassVar[tuple[Group, ...]] = (*RenewForm.GROUPS, *ClosingForm.GROUPS)


class RecommendationForm(Form):
    """What the academic lead recommends, who need not have an account."""

    recommendation = ChoiceField(
        _l("Your recommendation"),
        coerce=Recommendation,
        choices=choices(RECOMMENDATIONS, _l("Choose…")),
    )
    recommended_by = text_field(
        _l("Your name"), 200, required=True, render_kw={"autocomplete": "name"}
    )
    recommendation_text = notes_field(
        _l("Why, and what should change"),
        LONGEST,
        description=_l("Only the office reads this."),
    )

    GROUPS: ClassVar[tuple[Group, ...]] = (
        (
            _l("To the office"),
            ("recommendation", "recommended_by", "recommendation_text"),
        ),
    )

    def validate_recommendation(self, field: Field) -> None:
        if field.data is None:
            raise ValidationError(_("Say what you would do."))
