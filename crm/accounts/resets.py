"""Sends the links that were asked for under *Forgot your password?*, beside the requests."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from crm.accounts import letters, links, queries
from crm.extensions import db
from crm.models import ResetWish
from crm.models.account_link import LIVES
from crm.models.token import new_token

PAUSE = timedelta(minutes=5)
"""So long after one link the same person is sent no other: a mailbox cannot be filled."""

MOST_A_RUN = 200


def send_wished(moment: datetime, settings: Mapping[str, Any]) -> int:
    """Make the letters that were asked for, each in a transaction of its own; how many. A wish
    for an address that is nobody's, or of somebody who may not log in, ends without one."""
    found = queries.wishes(MOST_A_RUN)
    db.session.commit()
    return sum(_take_up(wish_id, moment, settings) for wish_id in found)


def _take_up(wish_id: int, moment: datetime, settings: Mapping[str, Any]) -> int:
    """0 when another server has been quicker, or there is nobody to write to."""
    wish = db.session.get(ResetWish, wish_id)
    if wish is None:
        return 0
    try:
        sent = _send(wish, moment, settings)
        db.session.delete(wish)
        db.session.commit()
    except (IntegrityError, StaleDataError):
        db.session.rollback()
        return 0
    return sent


def _send(wish: ResetWish, moment: datetime, settings: Mapping[str, Any]) -> int:
    server, user = settings["MAIL"], queries.with_email(wish.email)
    if server is None or user is None or not user.is_active:
        return 0
    kind = links.kind_for(user)
    last = queries.link_of(user.id, kind)
    if last is not None and moment < last.expires_at - LIVES[kind] + PAUSE:
        return 0
    token = new_token()
    link = links.make_link({}, user, token, moment)
    # Never the address by which the wish came: what a stranger calls this server is not ours.
    letters.send_link(link, token, moment, letters.site_of(user, settings), server)
    return 1
