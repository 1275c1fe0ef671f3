"""What is left to do for an agreement that is let end: proposed, and made when it is ticked."""

from collections.abc import Mapping
from datetime import date, timedelta

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.errors import Refused, Values
from crm.extensions import db
from crm.frozen import Frozen
from crm.models import Agreement, Review, ReviewStage, Task
from crm.reviews import queries


class Closing(Frozen):
    """A closing task: what it is called, and how many days before or after the end it is due."""

    title: LazyString
    days_after_end: int


TELL = "tell"
CLOSING: Mapping[str, Closing] = {
    TELL: Closing(_l("Tell the partner in writing that the agreement ends"), 0),
    "settle": Closing(_l("Settle what is still owed on both sides"), 0),
    "accounts": Closing(_l("Close accounts and access"), 0),
    "archive": Closing(_l("Archive the originals"), 30),
}
"""By the name that the form gives them; the partner is told by the last day for notice."""


def proposed_days(agreement: Agreement, day: date) -> dict[str, date]:
    """By when each is due, at the earliest on that day; from today when no end is known."""
    end = agreement.ends_on or day
    days = {name: end + timedelta(days=task.days_after_end) for name, task in CLOSING.items()}
    days[TELL] = agreement.last_day_for_notice or day
    return {name: max(day, due_on) for name, due_on in days.items()}


def plan(values: Values, review: Review, by_id: int) -> list[Task]:
    """The tasks of one that was let end without any. Raises Refused when none is ticked, and
    when somebody has planned them meanwhile."""
    if review.stage is not ReviewStage.ENDED:
        raise Refused(_("Decide first that the agreement is let end."))
    if queries.closing_tasks(review.id):
        raise Refused(_("The closing tasks are planned already."))
    made = make_tasks(values, review, by_id)
    if not made:
        raise Refused(_("Tick at least one task."))
    return made


def make_tasks(values: Values, review: Review, by_id: int) -> list[Task]:
    """The tasks that were ticked, for the one who is responsible, else for who decides."""
    agreement = review.agreement
    made = [
        Task(
            title=str(closing.title),
            due_on=values.get(f"{name}_on"),
            assignee_id=agreement.owner_id or by_id,
            agreement_id=agreement.id,
        )
        for name, closing in CLOSING.items()
        if values.get(name)
    ]
    if made:
        db.session.flush()  # the tasks need its number
    for task in made:
        task.review_id = review.id
    db.session.add_all(made)
    return made


def drop_tasks(review: Review) -> None:
    """Take out those that are open and that nobody has changed since."""
    for task in queries.closing_tasks(review.id):
        if not task.is_done and task.version == 1:
            db.session.delete(task)
