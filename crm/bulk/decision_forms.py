"""What may be typed about many rows that wait for a decision."""

from collections.abc import Mapping
from typing import ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, ValidationError

from crm.accounts.people import person_field
from crm.bulk.forms import WithTags, WithTask, WorkForm, word_field
from crm.models import Decision, Renewal
from crm.web.agreement_words import DECISIONS, RENEWALS
from crm.web.fields import day_field, notes_field, text_field
from crm.web.locale import today


class _WithDecision(WithTask):
    """Of each of the rows it can be said what becomes of the agreement."""

    decision = word_field(_l("Decision"), Decision, DECISIONS)
    owner_id = person_field(_l("Responsible"))
    to_responsible = BooleanField(_l("whoever is responsible for each"))


class DeskForm(_WithDecision, WithTags):
    renewal = word_field(_l("Renewal"), Renewal, RENEWALS)
    postponed_to = day_field(_l("Postpone to"))
    postponed_why = text_field(_l("Why it can wait"), 500)

    FIELDS = ("decision", "owner_id", "renewal", "tags", "no_tags")
    STEPS: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "postpone": ("postponed_to", "postponed_why"),
        "review": (),
    }

    def validate_postponed_to(self, field: Field) -> None:
        if field.data is not None and field.data <= today():
            raise ValidationError(_("Give a day to come."))


class ReviewsForm(_WithDecision):
    FIELDS = ("decision", "owner_id")


class SuggestionsForm(WorkForm):
    reason = notes_field(_l("Reason"), 2000, description=_l("The counterpart reads this."))

    STEPS: ClassVar[Mapping[str, tuple[str, ...]]] = {"accept": (), "decline": ("reason",)}


class ProposalsForm(WorkForm):
    decline_reason = notes_field(_l("Declined, because"), 5000)

    FIELDS = ("decline_reason",)
