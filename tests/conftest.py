"""The office of a test: an app on a real database of either engine, empty, at a fixed time."""

import gc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import event

from crm.config import Settings
from crm.extensions import db
from crm.factory import create_app
from crm.models import Role
from tests import factories
from tests.client import Client
from tests.databases import ENGINES, Copies, empty, postgresql, prepare

DAY = date(2026, 11, 24)
"""The office's day in every test."""

settings.register_profile("office", deadline=None)  # a busy machine is no fault of the example
settings.load_profile("office")

MORE_THAN_A_TEST = 20_000
"""Objects after which Python looks for circles among the young ones."""

SECRET = "a secret for tests, long enough to be one"


@pytest.hookimpl(trylast=True)  # after tests were put together by the engine that they run on
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long is begun first: begun last, it would keep one worker busy while the others
    have nothing left to do."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collection_finish() -> None:
    """What was loaded by now stays. Looking through it again and again for circles that nobody
    refers to, of which a test leaves few, took a tenth of the time."""
    gc.freeze()
    gc.set_threshold(MORE_THAN_A_TEST, 20, 20)


def _clock() -> datetime:
    return datetime(2026, 11, 24, 4, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    with postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def copies(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Copies:
    """Where new databases come from."""
    folder = tmp_path_factory.mktemp("originals")
    return Copies(folder, lambda: request.getfixturevalue("postgresql_url"))


class Compiled(BytecodeCache):
    """Each template as the first app of this run has compiled it."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


@contextmanager
def opened(folder: Path, url: str, **configured: object) -> Iterator[Flask]:
    """An app on that folder and database, which has the newest schema, until the block ends."""
    given = {"CRM_INSTANCE_PATH": str(folder), "CRM_DATABASE_URL": url, "CRM_SECRET_KEY": SECRET}
    given["CRM_EXPORTS"] = "1000000"  # many tests fetch many lists, all at the same moment
    given["CRM_PLAIN_HTTP"] = "yes"  # some requests come from other machines
    app = create_app(Settings.from_environment(given))
    app.test_client_class = Client
    app.jinja_env.bytecode_cache = COMPILED
    app.config.update(TESTING=True, CLOCK=_clock, **configured)
    with app.app_context():
        prepare(db.engine)
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture(scope="session", params=ENGINES)
def office(
    request: pytest.FixtureRequest, copies: Copies, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The app on a database that the migrations made. One a test run and engine."""
    folder = tmp_path_factory.mktemp("office")
    with opened(folder, copies.new(request.param, folder)) as app:
        yield app


@pytest.fixture
def app(office: Flask) -> Iterator[Flask]:
    """The empty office, with a session to arrange things in."""
    with office.app_context():
        empty(db.engine)
        yield office
        db.session.remove()


@pytest.fixture
def visitor(app: Flask) -> Client:
    """Somebody who has not logged in."""
    return app.test_client()


def _logged_in(app: Flask, role: Role, name: str) -> Client:
    return app.test_client().log_in(factories.user(role=role, name=name))


@pytest.fixture
def viewer(app: Flask) -> Client:
    return _logged_in(app, Role.VIEWER, "Wu Yan")


@pytest.fixture
def editor(app: Flask) -> Client:
    return _logged_in(app, Role.EDITOR, "Lin Mei")


@pytest.fixture
def admin(app: Flask) -> Client:
    return _logged_in(app, Role.ADMIN, "Chen Wei")


Counted = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def counted(app: Flask) -> Counted:
    """`with counted() as statements:` collects the SQL that the block sends."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(_connection, _cursor, statement, *_rest):
            statements.append(statement)

        db.session.commit()
        event.listen(db.engine, "before_cursor_execute", note)
        yield statements
        event.remove(db.engine, "before_cursor_execute", note)

    return counting
