"""The follow-ups that no playbook can plan, since a day is unknown or nobody is named: proposed on
the agreement's page, made when somebody says yes."""

from collections.abc import Callable
from datetime import date, timedelta

from flask_babel import gettext as _

from crm.errors import Values
from crm.extensions import db
from crm.frozen import Frozen
from crm.models import Agreement, Task
from crm.models.life import BEING_MADE, OVER


class FollowUp(Frozen):
    """A task that could be made: `key` names it in the form."""

    key: str
    title: str
    due_on: date


def proposed(agreement: Agreement, day: date) -> list[FollowUp]:
    """What an agreement that stands as it does on that day asks for, soonest first."""
    if agreement.standing(day) in OVER:
        return []
    rules = WHILE_IT_IS_MADE if agreement.stage in BEING_MADE else ONCE_IT_IS_SIGNED
    found = [follow_up for rule in rules if (follow_up := rule(agreement, day)) is not None]
    return sorted(found, key=lambda follow_up: follow_up.due_on)


def _find_the_signing(agreement: Agreement, day: date) -> FollowUp | None:
    if agreement.signed_on is not None:
        return None
    title = _("Find out when it was signed and file the original")
    return FollowUp("original", title, day + timedelta(days=14))


def _find_the_end(agreement: Agreement, day: date) -> FollowUp | None:
    is_said = agreement.ends_on is not None or agreement.is_endless
    if is_said or agreement.ends_with_another:
        return None
    return FollowUp("end", _("Find out the end date"), day + timedelta(days=14))


def _name_a_contact(_agreement: Agreement, day: date) -> FollowUp | None:
    return FollowUp("contact", _("Name the contact persons on both sides"), day + timedelta(days=7))


Rule = Callable[[Agreement, date], FollowUp | None]

WHILE_IT_IS_MADE: tuple[Rule, ...] = (_name_a_contact,)
ONCE_IT_IS_SIGNED: tuple[Rule, ...] = (_find_the_signing, _find_the_end, _name_a_contact)


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
        for follow_up in proposed(agreement, day)
        if follow_up.key in ticked
    ]
    db.session.add_all(made)
    return made
