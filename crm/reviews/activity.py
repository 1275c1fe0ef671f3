"""What has been done under an agreement since it was signed, in the reader's words."""

from collections.abc import Iterator
from datetime import date

from flask_babel import gettext as _

from crm.database import AnyRow
from crm.models import Agreement, HappeningKind, Step
from crm.models.days import said_day
from crm.tasks import queries as task_queries
from crm.timeline import queries as timeline_queries
from crm.web.locale import local_time
from crm.web.words import word

MOST = 50
"""Lines, so that the text fits into its field however much has happened."""

Line = tuple[date, str]


def activity_since_signing(agreement: Agreement) -> str:
    """A line each for what stands in the timeline, the steps taken and the obligations met, the
    latest first."""
    since = agreement.signed_on or agreement.effective_on
    lines = sorted([*_happened(agreement.id), *_met(agreement.id)], reverse=True)
    told = [f"{said_day(day)} {what}" for day, what in lines if since is None or day >= since]
    return "\n".join([*told[:MOST], *(["…"] if len(told) > MOST else [])])


def _happened(agreement_id: int) -> Iterator[Line]:
    for entry in timeline_queries.with_steps(agreement_id, limit=MOST + 1):
        if entry.step:
            yield _day_of(entry), word(Step(entry.step))
        elif entry.happened_on is not None:
            kind = word(HappeningKind(entry.kind))
            yield entry.happened_on, _("%(kind)s: %(what)s", kind=kind, what=entry.title)


def _day_of(step: AnyRow) -> date:
    """A step without a day of its own was taken when it was noted."""
    day: date = step.happened_on or local_time(step.created_at).date()
    return day


def _met(agreement_id: int) -> Iterator[Line]:
    for task in task_queries.obligations_met(agreement_id, limit=MOST + 1):
        yield local_time(task.done_at).date(), _("Obligation met: %(what)s", what=task.title)
