"""People who do the same at the same moment: each in a thread and a session of their own."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from flask import Flask
from sqlalchemy import select

from crm.errors import Refused
from crm.extensions import db
from crm.models import User
from tests.client import Client

Given = TypeVar("Given")

PATIENCE = 30
"""Seconds that one waits for the others to be ready."""


def at_once(
    app: Flask, ready: Callable[[Given], Callable[[], object]], given: Sequence[Given]
) -> list[bool]:
    """Whether each was let: `ready` reads what one of them acts on and gives the act, which begins
    when all are ready, and is committed unless it is refused."""
    begin = Barrier(len(given), timeout=PATIENCE)

    def one(each: Given) -> bool:
        with app.test_request_context():
            act = ready(each)
            begin.wait()
            try:
                act()
                db.session.commit()
            except Refused:
                db.session.rollback()
                return False
            return True

    with ThreadPoolExecutor(len(given)) as all_of_them:
        return list(all_of_them.map(one, given))


def clicked_at_once(
    app: Flask, browser: Client, address: str, fields: Mapping[str, object], times: int = 4
) -> set[str | None]:
    """Where the answers lead when the one person there is sends a form so often at the same
    moment, all with the session of that browser."""
    begin = Barrier(times, timeout=PATIENCE)
    person_id = db.session.scalars(select(User.id)).one()
    with browser.session_transaction() as session:
        kept = dict(session)

    def click(_number: int) -> str | None:
        with app.app_context():
            client = app.test_client().log_in(db.session.get_one(User, person_id))
            with client.session_transaction() as session:
                session.update(kept)
            begin.wait()
            return client.post(address, data=fields).location

    with ThreadPoolExecutor(times) as fingers:
        return set(fingers.map(click, range(times)))
