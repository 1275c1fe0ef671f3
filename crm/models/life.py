"""The life of an agreement: its stages, the steps between them, and what they say on a day.

`STEPS` is the whole of it: the page, the tests and the picture in the docs are made from it.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from crm.database import Word
from crm.frozen import Frozen

ENDING_SOON = timedelta(days=180)
"""How long before its end an agreement counts as ending soon."""


class Stage(Word):
    """How far the paper has come. What follows from dates is a standing, and is never stored."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    AWAITING_SIGNATURE = "awaiting_signature"
    SIGNED = "signed"
    TERMINATED = "terminated"
    SUPERSEDED = "superseded"
    ABANDONED = "abandoned"


class Standing(Word):
    """What stage and dates say on a day. Never stored: it changes overnight."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    AWAITING_SIGNATURE = "awaiting_signature"
    UPCOMING = "upcoming"
    IN_FORCE = "in_force"
    ENDING = "ending"
    OPEN_ENDED = "open_ended"
    UNKNOWN = "unknown"
    ENDED = "ended"
    TERMINATED = "terminated"
    SUPERSEDED = "superseded"
    ABANDONED = "abandoned"


BEING_MADE = (Stage.DRAFT, Stage.IN_REVIEW, Stage.AWAITING_SIGNATURE)
CLOSED_EARLY = (Stage.TERMINATED, Stage.SUPERSEDED)
DECIDED_ANYWAY = (*CLOSED_EARLY, Stage.ABANDONED)
"""Of what stands so nobody has to decide any more."""

RUNNING = (Standing.IN_FORCE, Standing.ENDING, Standing.OPEN_ENDED)
OVER = (Standing.ENDED, Standing.TERMINATED, Standing.SUPERSEDED, Standing.ABANDONED)
"""What belongs to the past."""


class Step(Word):
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    SIGN = "sign"
    ABANDON = "abandon"
    RESUME = "resume"
    TERMINATE = "terminate"
    SUPERSEDE = "supersede"
    REINSTATE = "reinstate"


class Asked(Word):
    """What a step needs to know."""

    SIGNED_ON = "signed_on"
    SIGNERS = "signers"
    SCAN = "files"
    REASON = "reason"
    CLOSED_ON = "closed_on"
    SUCCESSOR = "successor_id"


class Move(Frozen):
    """From which stages a step may be taken, where it leads, and what it asks for."""

    starts: tuple[Stage, ...]
    end: Stage
    asks: tuple[Asked, ...] = ()


STEPS: Mapping[Step, Move] = {
    Step.SUBMIT: Move((Stage.DRAFT,), Stage.IN_REVIEW),
    Step.APPROVE: Move((Stage.DRAFT, Stage.IN_REVIEW), Stage.AWAITING_SIGNATURE),
    Step.RETURN: Move(
        (Stage.IN_REVIEW, Stage.AWAITING_SIGNATURE), Stage.DRAFT, asks=(Asked.REASON,)
    ),
    Step.SIGN: Move(
        (Stage.AWAITING_SIGNATURE,),
        Stage.SIGNED,
        asks=(Asked.SIGNED_ON, Asked.SIGNERS, Asked.SCAN),
    ),
    Step.ABANDON: Move(BEING_MADE, Stage.ABANDONED, asks=(Asked.REASON,)),
    Step.RESUME: Move((Stage.ABANDONED,), Stage.DRAFT),
    Step.TERMINATE: Move((Stage.SIGNED,), Stage.TERMINATED, asks=(Asked.CLOSED_ON, Asked.REASON)),
    Step.SUPERSEDE: Move(
        (Stage.SIGNED,), Stage.SUPERSEDED, asks=(Asked.SUCCESSOR, Asked.CLOSED_ON)
    ),
    Step.REINSTATE: Move(CLOSED_EARLY, Stage.SIGNED, asks=(Asked.REASON,)),
}


def steps_from(stage: Stage) -> list[Step]:
    """The steps that may be taken from that stage, the usual one first."""
    return [step for step, move in STEPS.items() if stage in move.starts]


class Term(Frozen):
    """From when to when something holds. None is unknown unless it is endless."""

    starts_on: date | None
    ends_on: date | None
    is_endless: bool


def standing_on(stage: Stage, term: Term, closed_on: date | None, day: date) -> Standing:
    """What stage and dates say on that day; an end that has passed outweighs the rest.

    Terminated or superseded on a day to come, it runs until then.
    """
    if stage in CLOSED_EARLY and closed_on is not None and closed_on > day:
        return Standing.ENDING
    if stage is not Stage.SIGNED:
        return Standing(stage.value)
    return _standing_by_dates(term, day)


def _standing_by_dates(term: Term, day: date) -> Standing:
    if term.ends_on is not None and term.ends_on < day:
        return Standing.ENDED
    if term.starts_on is not None and term.starts_on > day:
        return Standing.UPCOMING
    if term.is_endless:
        return Standing.OPEN_ENDED
    if term.ends_on is None:
        return Standing.UNKNOWN
    return Standing.ENDING if term.ends_on <= day + ENDING_SOON else Standing.IN_FORCE
