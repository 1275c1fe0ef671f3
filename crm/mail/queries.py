"""Every SELECT about letters, and the statements by which servers agree who sends one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from crm.database import AnyRow
from crm.extensions import db
from crm.frozen import Frozen
from crm.models import Letter, User

MOST_A_RUN = 500
PAST_THE_SESSION = {"synchronize_session": False}


def _is_wanted() -> ColumnElement[bool]:
    """Whether the reader is still here; a letter to somebody without an account always is."""
    gone = select(User.id).where(User.is_active.is_(False))
    return or_(Letter.user_id.is_(None), Letter.user_id.not_in(gone))


def due(moment: datetime, number: int | None = None) -> Sequence[int]:
    """The numbers of the letters to be tried at that moment, or only that one if it is."""
    statement = select(Letter.id).where(Letter.next_try_at <= moment, _is_wanted())
    if number is not None:
        statement = statement.where(Letter.id == number)
    order = (Letter.next_try_at, Letter.id)
    return db.session.scalars(statement.order_by(*order).limit(MOST_A_RUN)).all()


def take_up(letter_id: int, moment: datetime, until: datetime) -> bool:
    """Whether the letter is ours until then: one statement, which succeeds for one server."""
    mine = update(Letter).where(Letter.id == letter_id, Letter.next_try_at <= moment)
    taken = mine.values(
        next_try_at=until, attempts=Letter.attempts + 1, version=Letter.version + 1
    ).returning(Letter.id)
    return db.session.execute(taken, execution_options=PAST_THE_SESSION).first() is not None


def get(letter_id: int) -> Letter | None:
    """The letter as it is now."""
    return db.session.get(Letter, letter_id, populate_existing=True)


def delete_ended_before(moment: datetime) -> None:
    ended = or_(Letter.sent_at < moment, Letter.given_up_at < moment)
    db.session.execute(delete(Letter).where(ended), execution_options=PAST_THE_SESSION)


class State(Frozen):
    """How the mail is doing."""

    sent_at: datetime | None
    """When the mail server took the last letter."""
    waiting: int
    waiting_since: datetime | None
    given_up: int


def state() -> State:
    waits = Letter.next_try_at.is_not(None) & _is_wanted()
    sent = select(func.max(Letter.sent_at)).scalar_subquery()
    waiting = select(func.count()).select_from(Letter).where(waits).scalar_subquery()
    since = select(func.min(Letter.made_at)).where(waits).scalar_subquery()
    given_up = select(func.count()).where(Letter.given_up_at.is_not(None)).scalar_subquery()
    return State(*db.session.execute(select(sent, waiting, since, given_up)).one())


def latest(limit: int) -> Sequence[AnyRow]:
    """The letters made last: to whom, about what, and what has become of each."""
    statement = select(
        Letter.id,
        Letter.recipient,
        Letter.subject,
        Letter.made_at,
        Letter.attempts,
        Letter.next_try_at,
        Letter.sent_at,
        Letter.given_up_at,
        Letter.last_error,
        Letter.last_error_at,
    )
    order = (Letter.made_at.desc(), Letter.id.desc())
    return db.session.execute(statement.order_by(*order).limit(limit)).all()
