"""The successor of an agreement that is renewed: a draft with all that stays as it is."""

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _

from crm.agreements import queries as agreement_queries
from crm.agreements.actions import create_agreement
from crm.agreements.whole import whole
from crm.errors import Refused, Values
from crm.models import Agreement, Review, ReviewStage, Stage
from crm.models.deciding import months_of_term
from crm.models.terms import last_day_of_term

KEPT = (
    "title_en",
    "title_zh",
    "type_id",
    "parent_id",
    "link",
    "notice_days",
    "renewal",
    "renewal_months",
    "owner_id",
    "lead_name",
    "lead_email",
    "areas",
    "tags",
    "purpose",
    "value_amount",
    "value_currency",
    "languages",
    "prevailing_language",
)
"""What stays as it is. Signatures, papers, days and counted students are of the old one."""


def create_successor(_values: Values, review: Review, day: date) -> Agreement:
    """The draft that follows the reviewed agreement; from then on the review knows it."""
    if review.stage is not ReviewStage.NEGOTIATING:
        raise Refused(_("Decide first that the agreement is to be renewed."))
    if review.successor_id is not None:
        raise Refused(_("A successor has been made already."))
    found = whole(review.agreement_id, day)
    if found is None:
        raise Refused(_("The agreement is no longer there."))
    old = found.agreement
    answers = {answer.field.id: answer.content for answer in found.own.asked}
    return create_agreement(
        {name: getattr(old, name) for name in KEPT}
        | _term(old)
        | {
            "stage": Stage.DRAFT,
            "predecessor_id": old.id,
            **agreement_queries.confidence_of(old),
            "partner_ids": [party.partner_id for party in old.parties],
            "parts": {party.partner_id: {"role": party.role} for party in old.parties},
            "unit_ids": [unit.id for unit in old.units],
            "own_fields": {n: content for n, content in answers.items() if content is not None},
        },
        day,
    )


def _term(old: Agreement) -> dict[str, Any]:
    """From the day after the old end for the usual term of the type, else for as long as the old
    one ran. Unknown as far as that is."""
    if old.ends_on is None:
        return {}
    start, own = old.ends_on + timedelta(days=1), None
    if old.expires_on is not None:
        own = months_of_term(old.effective_on or old.signed_on, old.expires_on)
    months = old.type.term_months or own
    return {
        "effective_on": start,
        "expires_on": last_day_of_term(start, months) if months else None,
    }
