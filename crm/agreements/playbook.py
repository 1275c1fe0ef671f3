"""The follow-ups that an agreement asks for: proposed on its page, made when somebody says yes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _

from crm.errors import Values
from crm.extensions import db
from crm.models import Agreement, Task
from crm.models.life import BEING_MADE, OVER


@dataclass(frozen=True)
class FollowUp:
    """A task that could be made: `key` names it in the form."""

    key: str
    title: str
    due_on: date


def follow_ups(agreement: Agreement, day: date) -> list[FollowUp]:
    """What an agreement that stands as it does on that day asks for, soonest first."""
    if agreement.standing(day) in OVER:
        return []
    rules = WHILE_IT_IS_MADE if agreement.stage in BEING_MADE else ONCE_IT_IS_SIGNED
    proposed = [follow_up for rule in rules if (follow_up := rule(agreement, day)) is not None]
    return sorted(proposed, key=lambda follow_up: follow_up.due_on)


def _file_the_original(agreement: Agreement, day: date) -> FollowUp | None:
    if agreement.signed_on is None:
        title = _("Find out when it was signed and file the original")
        return FollowUp("original", title, day + timedelta(days=14))
    due = max(day, agreement.signed_on + timedelta(days=14))
    return FollowUp("original", _("File the signed original"), due)


def _find_the_end(agreement: Agreement, day: date) -> FollowUp | None:
    if agreement.ends_on is not None or agreement.is_endless:
        return None
    return FollowUp("end", _("Find out the end date"), day + timedelta(days=14))


def _name_a_contact(_agreement: Agreement, day: date) -> FollowUp | None:
    return FollowUp("contact", _("Name the contact persons on both sides"), day + timedelta(days=7))


def _prepare_the_decision(agreement: Agreement, day: date) -> FollowUp | None:
    if agreement.decide_by is None:
        return None
    due = max(day, agreement.decide_by - timedelta(days=60))
    return FollowUp("decision", _("Prepare the decision on renewal"), due)


def _review_after_a_year(agreement: Agreement, day: date) -> FollowUp | None:
    if not agreement.is_endless:
        return None
    start = agreement.effective_on or agreement.signed_on or day
    due = max(day, start + timedelta(days=365))
    return FollowUp("review", _("Review whether the open-ended agreement still serves"), due)


Rule = Callable[[Agreement, date], FollowUp | None]

WHILE_IT_IS_MADE: tuple[Rule, ...] = (_name_a_contact,)
ONCE_IT_IS_SIGNED: tuple[Rule, ...] = (
    _file_the_original,
    _find_the_end,
    _name_a_contact,
    _prepare_the_decision,
    _review_after_a_year,
)


def make_tasks(values: Values, agreement: Agreement, day: date, by_id: int) -> list[Task]:
    """A task for each follow-up whose key was ticked, for the one who is responsible."""
    ticked = set(values["keys"])
    made = [
        Task(
            title=follow_up.title,
            due_on=follow_up.due_on,
            assignee_id=agreement.owner_id or by_id,
            agreement_id=agreement.id,
        )
        for follow_up in follow_ups(agreement, day)
        if follow_up.key in ticked
    ]
    db.session.add_all(made)
    return made
