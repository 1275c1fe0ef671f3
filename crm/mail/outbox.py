"""Sends the letters that wait. Safe on several servers at once, and when the mail server is not.

A letter is taken up by one statement that moves its next try on, so that no other server sends
it. What the mail server has taken is noted at once. Should this process end between the two, the
letter is sent again once its time is up: we had rather say something twice than never, and both
bear the same Message-ID, by which mail servers and programs can tell that it is the same.
"""

from contextlib import closing
from datetime import datetime, timedelta
from time import monotonic

from sqlalchemy.orm.exc import StaleDataError

from crm.extensions import db
from crm.mail import queries
from crm.mail.line import Line, is_refusal, what_went_wrong
from crm.mail.message import message
from crm.mail_server import MailServer
from crm.models import Letter

LEASE = timedelta(minutes=15)
"""How long a letter stays with who took it up: longer than any talk with a mail server lasts."""

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180))
"""How long to wait after each try that failed; the last one from then on."""

MOST_REFUSALS = 6
"""After so many tries, what the mail server refuses for good is given up."""

LONGEST_RUN = 45
"""Seconds after which no further letter is begun: other work waits meanwhile."""

KEPT = timedelta(days=90)
"""How long a letter is kept after it was sent or given up."""


def send_waiting(moment: datetime, server: MailServer | None, number: int | None = None) -> int:
    """Send what is due, or only the letter of that number; how many the mail server has taken."""
    if server is None:
        return 0
    due, begun = queries.due(moment, number), monotonic()
    db.session.commit()
    sent = 0
    with closing(Line(server)) as line:
        for letter_id in due:
            if line.is_down or monotonic() - begun > LONGEST_RUN:
                break
            sent += _send(letter_id, line, moment)
    if sent:
        queries.delete_ended_before(moment - KEPT)
        db.session.commit()
    return sent


def _send(letter_id: int, line: Line, moment: datetime) -> int:
    """Send one; 0 when another server has been quicker, or when it has to be tried again."""
    letter = _take_up(letter_id, moment)
    if letter is None:
        return 0
    try:
        line.hand_in(message(letter, line.server))
    except OSError as error:
        _note_failure(letter, error, moment, line)
        return 0
    _note_sent(letter, moment)
    return 1


def _take_up(letter_id: int, moment: datetime) -> Letter | None:
    """The letter, which is ours for a while; None when another server has been quicker."""
    is_ours = queries.take_up(letter_id, moment, moment + LEASE)
    db.session.commit()
    letter = queries.get(letter_id) if is_ours else None
    db.session.commit()
    return letter


def _note_sent(letter: Letter, moment: datetime) -> None:
    letter.sent_at, letter.next_try_at = moment, None
    _forget_link(letter)
    _keep_note()


def _note_failure(letter: Letter, error: OSError, moment: datetime, line: Line) -> None:
    letter.last_error, letter.last_error_at = what_went_wrong(error, line.server), moment
    is_refused = not line.is_down and is_refusal(error)
    if is_refused and letter.attempts >= MOST_REFUSALS:
        letter.given_up_at, letter.next_try_at = moment, None
        _forget_link(letter)
    else:
        letter.next_try_at = moment + PAUSES[min(letter.attempts, len(PAUSES)) - 1]
    _keep_note()


def _forget_link(letter: Letter) -> None:
    if letter.holds_link:
        letter.text = ""


def _keep_note() -> None:
    try:
        db.session.commit()
    except StaleDataError:  # it took longer than the lease: another server sees to it by now
        db.session.rollback()
