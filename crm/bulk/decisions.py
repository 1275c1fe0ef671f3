"""The lists whose rows wait for a decision, and what can be done to many of those at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import case, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from crm.bulk.changes import plan_tasks, same, tag_changes
from crm.bulk.decision_forms import DeskForm, ProposalsForm, ReviewsForm, SuggestionsForm
from crm.bulk.subjects import AGREEMENTS, NO_NAME
from crm.bulk.works import Change, Hand, Step, Subject, each
from crm.counterparts import decision
from crm.counterparts.lists import suggestion_list
from crm.errors import Values
from crm.models import (
    Agreement,
    CounterpartLink,
    Decision,
    Proposal,
    ProposalStatus,
    Review,
    Suggestion,
)
from crm.proposals.actions import decline, why_not_declined
from crm.proposals.lists import proposal_list
from crm.renewals import queries as renewal_queries
from crm.renewals.actions import postpone, why_not_postponed
from crm.renewals.lists import missed_list, renewal_list, unknown_list
from crm.reviews import queries as review_queries
from crm.reviews.actions import start_reviews, why_not_started
from crm.reviews.decision import decide, why_not_decided
from crm.reviews.lists import review_list
from crm.web.locale import local_time


def _decide(agreements: Sequence[Agreement], decision: Decision, hand: Hand) -> Iterator[Review]:
    return decide(agreements, decision, hand.by_id, hand.day)


def _too_late(numbers: Iterable[int], decision: Decision) -> Mapping[int, str]:
    """What is said of those that renew by themselves whatever is decided."""
    if decision is not Decision.END:
        return {}
    said = _(
        "The last day for notice has passed. Unless the partner agrees to the end, the agreement"
        " renews by itself."
    )
    return dict.fromkeys(numbers, said)


def _accept(suggestion: Suggestion, _values: Values, hand: Hand) -> Suggestion:
    came_on = local_time(suggestion.created_at).date()
    return decision.accept({}, suggestion, hand.by_id, hand.at, came_on)


def _link_with_all() -> tuple[ORMOption, ...]:
    of_the_link = joinedload(CounterpartLink.agreement), joinedload(CounterpartLink.partner)
    return (joinedload(Suggestion.link).options(*of_the_link),)


def _of_agreement(column: Any) -> Any:
    """That column of the agreement that a review is about."""
    return select(column).where(Agreement.id == Review.agreement_id).scalar_subquery()


DECISIONS: Mapping[str, Subject] = {
    "renewals": replace(
        AGREEMENTS,
        title=_l("Renewals"),
        listing=renewal_list,
        form=DeskForm,
        changes=(
            Change(
                "decision",
                Agreement.decision,
                _decide,
                warnings=lambda numbers, decision, day: _too_late(
                    renewal_queries.renewing_anyway(numbers, day), decision
                ),
                after=plan_tasks,
            ),
            same("owner_id", Agreement.owner_id, may_be_empty=True, after=plan_tasks),
            same("renewal", Agreement.renewal),
            *tag_changes(Agreement.tags),
        ),
        steps=(
            Step(
                "postpone",
                _l("Postpone"),
                each(lambda agreement, values, hand: postpone(values, agreement, hand.day)),
                lambda numbers, values, hand: why_not_postponed(numbers, values, hand.day),
            ),
            Step(
                "review",
                _l("Start reviews"),
                lambda agreements, _, hand: start_reviews(agreements, hand.by_id, hand.day),
                lambda numbers, _values, _hand: why_not_started(numbers),
            ),
        ),
    ),
    "unknown_ends": replace(AGREEMENTS, title=_l("End unknown"), listing=unknown_list),
    "missed_renewals": replace(
        AGREEMENTS, title=_l("Ended or renewed without a decision"), listing=missed_list
    ),
    "reviews": Subject(
        title=_l("Reviews"),
        listing=review_list,
        form=ReviewsForm,
        changes=(
            Change(
                "decision",
                Review.decision,
                lambda reviews, decision, hand: _decide(
                    [review.agreement for review in reviews], decision, hand
                ),
                why_not=lambda numbers, _: why_not_decided(numbers),
                warnings=lambda numbers, decision, day: _too_late(
                    review_queries.renewing_anyway(numbers, day), decision
                ),
                after=plan_tasks,
            ),
            Change(
                "owner_id",
                _of_agreement(Agreement.owner_id),
                each(lambda review, person_id, _: review.agreement.assign({"owner_id": person_id})),
                may_be_empty=True,
                after=plan_tasks,
            ),
        ),
        names=(_of_agreement(Agreement.title_en), _of_agreement(Agreement.title_zh)),
        delete=None,
        about=lambda review: {"agreement_id": review.agreement_id},
        owner=lambda review: review.agreement.owner_id,
        loads=lambda: (joinedload(Review.agreement),),
    ),
    "counterparts": Subject(
        title=_l("Suggestions of partners"),
        listing=suggestion_list,
        form=SuggestionsForm,
        changes=(),
        steps=(
            Step(
                "accept",
                _l("Accept"),
                each(_accept),
                lambda numbers, _values, _hand: decision.why_not_accepted(numbers),
                is_slow=True,
            ),
            Step(
                "decline",
                _l("Decline"),
                each(
                    lambda suggestion, values, hand: decision.decline(
                        values, suggestion, hand.by_id, hand.at
                    )
                ),
                lambda numbers, _values, _hand: decision.why_not_declined(numbers),
                is_slow=True,
            ),
        ),
        names=(Suggestion.about, NO_NAME),
        delete=None,
        loads=_link_with_all,
    ),
    "proposals": Subject(
        title=_l("Proposals"),
        listing=proposal_list,
        form=ProposalsForm,
        changes=(
            Change(
                "decline_reason",
                case((Proposal.status == ProposalStatus.DECLINED, Proposal.decline_reason)),
                each(lambda proposal, reason, _: decline({"decline_reason": reason}, proposal)),
                why_not=lambda numbers, _: why_not_declined(numbers),
            ),
        ),
        names=(Proposal.title, NO_NAME),
        delete=None,
    ),
}
