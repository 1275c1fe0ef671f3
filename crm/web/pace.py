"""How often one person may fetch lists and other files that hold much: so often in ten minutes, and
so many at once. Counted in each process of the server, whose memory and time it is about."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from threading import Lock
from typing import cast

from flask import Flask, Response, current_app, g
from flask_login import current_user
from werkzeug.exceptions import TooManyRequests
from werkzeug.wsgi import ClosingIterator

from crm.database import now
from crm.web.traces import hands_out_much

WINDOW = timedelta(minutes=10)
AT_ONCE, SOON = 2, 5
"""So many that a person is still being sent; the seconds after which another may be asked for."""

_PLACE = "pace"


@dataclass
class Pace:
    """What each person has fetched lately, in this process."""

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
                return max(1, -int((moment - lately[-self.most] - WINDOW).total_seconds() // 1))
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
    g.pace_ends = partial(pace.end, current_user.id, moment)


def _let_end(response: Response) -> Response:
    ends = g.pop("pace_ends", None)
    if ends is not None and response.direct_passthrough:
        # A file is handed to the server as it is, past the response.
        response.response = ClosingIterator(cast("Iterable[bytes]", response.response), ends)
    elif ends is not None:
        response.call_on_close(ends)
    return response
