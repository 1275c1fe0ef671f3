"""A person at the register: fetches pages, checks each strictly, fills in forms and sends them."""

from contextvars import Context
from typing import Any

from flask import has_app_context, session
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from crm.accounts.actions import begin_session
from crm.accounts.session import BEARER
from crm.database import now
from crm.extensions import db
from crm.models import User
from crm.web.forgery import csrf_token
from tests.pages import Page


class Client(FlaskClient):
    """Each request finds what the test arranged, in an application context of its own."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context():  # a redirect is followed where there is nothing of the test
            db.session.commit()
            db.session.expire_all()
        # Read to the end there too: an export reads its rows while it is sent.
        return Context().run(super().open, *args, **({"buffered": True} | kwargs))

    def log_in(self, user: User) -> "Client":
        db.session.flush()
        token = begin_session(user, "Firefox, Linux", now())
        with self.session_transaction() as held:
            held[BEARER] = token
        return self

    def visit(self, address: str, status: int = 200) -> Page:
        """The page at that address, after redirects."""
        answer = self.get(address, follow_redirects=True)
        assert answer.status_code == status, f"{address} answers {answer.status}"
        return Page(answer.text, answer.request.path)

    def send(self, address: str, **fields: Any) -> TestResponse:
        """Send fields with the token that every page holds; the answer itself, not followed."""
        token = Context().run(self._token)  # apart from that of another browser in the same test
        return self.post(address, data={"csrf_token": token} | fields)

    def _token(self) -> str:
        """As a page of this browser would hold it: to fetch one costs more than most answers."""
        with self.session_transaction() as held, self.application.test_request_context():
            session.update(held)
            token = csrf_token()
            held.update(session)
        return token

    def begin(self, address: str) -> "OpenForm":
        """The form at that address, to be sent as often as one likes."""
        return OpenForm(self, address)

    def fill(self, address: str, **changes: Any) -> TestResponse:
        """Open the form at that address, change some fields, save; the answer, not followed."""
        return self.begin(address).save(**changes)

    def refused(self, address: str, **changes: Any) -> Page:
        """The form as it comes back when something has to be mended."""
        return self.begin(address).refused(**changes)


class OpenForm:
    """A form that stands open before somebody, as it was when the page came."""

    def __init__(self, client: Client, address: str) -> None:
        self._client, self._address = client, address
        self.page = client.visit(address)
        self._fields = self.page.fields()

    def save(self, **changes: Any) -> TestResponse:
        """The answer to the form with some fields changed; not followed."""
        return self._client.post(self._address, data=self._fields | changes)

    def refused(self, **changes: Any) -> Page:
        """The form as it comes back when something has to be mended."""
        answer = self.save(**changes)
        assert answer.status_code == 422, f"{self._address} answers {answer.status}"
        return Page(answer.text, self._address)
