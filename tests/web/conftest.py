"""What the tests of lists look at together."""

from collections.abc import Iterator

import pytest
from flask import Flask

from crm.extensions import db
from crm.models import Role
from tests import factories
from tests.addresses import fill_office
from tests.client import Client
from tests.databases import empty


@pytest.fixture(scope="module")
def reader(office: Flask) -> Iterator[Client]:
    """An administrator of a filled office, who changes nothing."""
    with office.app_context():
        empty(db.engine)
        client = office.test_client()
        assert isinstance(client, Client)
        client.log_in(factories.user(role=Role.ADMIN))
        fill_office(7)
        yield client
        db.session.remove()
