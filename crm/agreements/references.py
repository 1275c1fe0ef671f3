"""Gives each agreement the next reference of its type: without gaps, and never one twice."""

from flask_babel import gettext as _
from sqlalchemy import bindparam, text

from crm.agreements import queries
from crm.database import Moment, now
from crm.errors import Refused
from crm.extensions import db
from crm.models import AgreementType
from crm.models.reference import ReferencePattern
from crm.seeing import seeing_all

_COUNT_ON = text(
    "INSERT INTO reference_counter (series, last, created_at, updated_at, version)"
    " VALUES (:series, 1, :at, :at, 1)"
    " ON CONFLICT (series) DO UPDATE SET last = reference_counter.last + 1, updated_at = :at"
    " RETURNING last"
).bindparams(bindparam("at", type_=Moment()))


def next_reference(kind: AgreementType, year: int) -> str | None:
    """The next reference of the type in that year; None for a type without a pattern.

    The counter's row stays locked until the transaction ends, so that a second save waits, and a
    save that is taken back takes its number back. A number that somebody typed in by hand before
    its turn is passed over.
    """
    if not kind.reference_pattern:
        return None
    pattern = ReferencePattern(kind.reference_pattern)
    while True:
        values = {"series": pattern.series(year), "at": now()}
        number = db.session.execute(_COUNT_ON, values).scalar_one()
        reference = pattern.reference(year, number)
        with seeing_all():
            is_taken = queries.is_reference_taken(reference)
        if not is_taken:
            return reference


def refuse_unsound_pattern(pattern: str | None) -> None:
    """Raises Refused, beside `reference_pattern`, for a pattern that cannot count."""
    if not pattern:
        return
    messages = {
        "number": _("Put {number} into it once, for example {year}-MOU-{number:03}."),
        "mark": _("Only {year} and {number} or {number:03} are filled in."),
        "length": _("Its references would be longer than 40 characters."),
    }
    if problem := ReferencePattern(pattern).problem():
        raise Refused(messages[problem], "reference_pattern")
