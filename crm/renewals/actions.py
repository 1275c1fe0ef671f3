"""What is done at the renewals desk. An action changes the session and never commits."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from flask_babel import gettext as _

from crm.database import Word
from crm.errors import Refused, Values
from crm.frozen import Frozen
from crm.history import batches
from crm.models import Agreement, BatchKind
from crm.models.days import day_in
from crm.models.names import display_name
from crm.renewals import queries
from crm.reviews.actions import start_review


class Work(Word):
    """What can be done to several rows of the desk at once."""

    ASSIGN = "assign"
    REVIEW = "review"
    POSTPONE = "postpone"


class Hand(Frozen):
    """Who works at the desk, on which of the office's days, and in which language."""

    by_id: int
    day: date
    language: str


def work_on(values: Values, hand: Hand) -> list[Agreement]:
    """Do one thing to all rows that were ticked, or to none; the history tells it as one act.
    Refused says what is in the way."""
    numbers = set(values["ids"] or ())
    if not numbers:
        raise Refused(_("Tick the rows it is about."), "ids")
    chosen = list(queries.waiting(numbers))
    if len(chosen) < len(numbers):
        raise Refused(
            _("Some of the ticked rows have been decided or deleted meanwhile. They are gone."),
            "ids",
        )
    batches.begin(BatchKind.BULK, _("Work at the renewals desk"))
    _WORK[values["work"]](values, chosen, hand)
    return chosen


def _assign(values: Values, chosen: Sequence[Agreement], _hand: Hand) -> None:
    if values["person_id"] is None:
        raise Refused(_("Choose who is to be responsible."), "person_id")
    for agreement in chosen:
        agreement.owner_id = values["person_id"]


def _start_reviews(_values: Values, chosen: Sequence[Agreement], hand: Hand) -> None:
    reviewed = queries.with_open_review(agreement.id for agreement in chosen)
    for agreement in chosen:
        if agreement.id not in reviewed:
            start_review({}, agreement, hand.by_id, hand.day)


def _postpone(values: Values, chosen: Sequence[Agreement], hand: Hand) -> None:
    until, why = values["postponed_to"], values["postponed_why"]
    if until is None or until <= hand.day:
        raise Refused(_("Give a day to come."), "postponed_to")
    if not why:
        raise Refused(_("Say why: others will ask."), "postponed_why")
    too_late = [a for a in chosen if not _can_wait(a, until, hand.day)]
    if too_late:
        raise Refused(_why_not(too_late, hand), "postponed_to")
    for agreement in chosen:
        agreement.postponed_to, agreement.postponed_why = until, why


def _can_wait(agreement: Agreement, until: date, day: date) -> bool:
    latest = agreement.latest_postponement(day)
    return latest is not None and until <= latest


def _why_not(agreements: Sequence[Agreement], hand: Hand) -> str:
    """Which of them cannot be put off for so long, and until when they can."""
    reasons = []
    for agreement in agreements[:5]:
        title = display_name(agreement, hand.language)
        latest = agreement.latest_postponement(hand.day)
        if latest is not None:
            reasons.append(
                _(
                    "“%(title)s” can wait until %(day)s.",
                    title=title,
                    day=day_in(hand.language, latest),
                )
            )
        elif agreement.ends_on is None:
            reasons.append(_("“%(title)s” has no known end: fill that in.", title=title))
        else:
            reasons.append(_("“%(title)s” cannot wait: notice was due.", title=title))
    return " ".join(reasons)


_WORK: Mapping[Work, Callable[[Values, Sequence[Agreement], Hand], None]] = {
    Work.ASSIGN: _assign,
    Work.REVIEW: _start_reviews,
    Work.POSTPONE: _postpone,
}


def resume(_values: Values, agreement: Agreement) -> Agreement:
    """Take a postponement back: its own day holds again."""
    agreement.postponed_to = agreement.postponed_why = None
    return agreement


def fill_in_end(values: Values, agreement: Agreement) -> Agreement:
    """Note what nobody knew: the end, or that there is none. Raises Refused for neither."""
    if values["expires_on"] is None and not values["is_open_ended"]:
        raise Refused(_("Give the end date, or tick “open-ended”."), "expires_on")
    return agreement.assign(values)
