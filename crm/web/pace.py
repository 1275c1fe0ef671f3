"""How often one person may fetch lists and other files that hold much: so often in ten minutes,
over all servers and starts, and so many at once from each process, whose memory that is about.

What was fetched is noted in the database before it is sent, so that all count together. Where
another writer holds SQLite the list is not kept waiting: the process counts by itself as well.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from threading import Lock
from typing import cast

from flask import Flask, Response, current_app, g
from flask_login import current_user
from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import TooManyRequests
from werkzeug.wsgi import ClosingIterator

from crm.connections import without_waiting
from crm.database import now
from crm.extensions import db
from crm.models import ExportTaken
from crm.web.traces import hands_out_much

WINDOW = timedelta(minutes=10)
AT_ONCE, SOON = 2, 5
"""So many that a person is still being sent; the seconds after which another may be asked for."""

_PLACE = "pace"


@dataclass
class Pace:
    """What each person has fetched lately, as far as this process knows."""

    most: int
    begun: dict[int, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    sending: dict[int, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    lock: Lock = field(default_factory=Lock)

    def begin(self, user_id: int, moment: datetime) -> int:
        """The seconds that the person has to wait; 0 when the file may be sent, which counts."""
        with self.lock:
            self._forget(moment)
            lately, sending = self.begun[user_id], self.sending[user_id]
            if len(lately) >= self.most:
                return seconds_until(lately[-self.most] + WINDOW, moment)
            if len(sending) >= AT_ONCE:
                return SOON
            lately.append(moment)
            sending.append(moment)
            return 0

    def end(self, user_id: int, moment: datetime) -> None:
        """The file that was begun then has been sent, or its reader has gone."""
        with self.lock:
            if moment in self.sending[user_id]:
                self.sending[user_id].remove(moment)

    def _forget(self, moment: datetime) -> None:
        for counted in (self.begun, self.sending):
            for user_id, moments in [*counted.items()]:
                counted[user_id] = [one for one in moments if one > moment - WINDOW]
                if not counted[user_id]:
                    del counted[user_id]


def register(app: Flask, most: int) -> None:
    """At most so many in ten minutes."""
    app.extensions[_PLACE] = Pace(most)
    app.before_request(_begin)
    app.after_request(_let_end)


def _begin() -> None:
    if not hands_out_much() or not current_user.is_authenticated:
        return
    pace: Pace = current_app.extensions[_PLACE]
    moment = now()
    if wait := pace.begin(current_user.id, moment):
        raise TooManyRequests(retry_after=wait)
    if wait := _wait_for_all(current_user.id, moment, pace.most):
        pace.end(current_user.id, moment)
        raise TooManyRequests(retry_after=wait)
    g.pace_ends = partial(pace.end, current_user.id, moment)


def _wait_for_all(user_id: int, moment: datetime, most: int) -> int:
    """The seconds that the person has to wait, by what all servers have noted; 0 when the file may
    be sent, which is noted in a transaction of its own. What is refused counts for nothing."""
    of_them = ExportTaken.user_id == user_id
    with db.engine.connect() as connection, without_waiting(connection):
        earliest = connection.scalar(
            select(ExportTaken.taken_at)
            .where(of_them, ExportTaken.taken_at > moment - WINDOW)
            .order_by(ExportTaken.taken_at.desc())
            .offset(most - 1)
            .limit(1)
        )
        if earliest is not None:
            return seconds_until(earliest + WINDOW, moment)
        try:
            _note(connection, user_id, moment)
            connection.commit()
        except OperationalError:
            connection.rollback()
    return 0


def _note(connection: Connection, user_id: int, moment: datetime) -> None:
    too_old = (ExportTaken.user_id == user_id) & (ExportTaken.taken_at <= moment - WINDOW)
    connection.execute(delete(ExportTaken).where(too_old))
    connection.execute(insert(ExportTaken).values(user_id=user_id, taken_at=moment, version=1))


def seconds_until(then: datetime, moment: datetime) -> int:
    """Whole ones, and one at least."""
    return max(1, -int((moment - then).total_seconds() // 1))


def _let_end(response: Response) -> Response:
    ends = g.pop("pace_ends", None)
    if ends is not None and response.direct_passthrough:
        # A file is handed to the server as it is, past the response.
        response.response = ClosingIterator(cast("Iterable[bytes]", response.response), ends)
    elif ends is not None:
        response.call_on_close(ends)
    return response
