"""Upgrades: whole or not at all, and never of a database that is newer than the product."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from crm.errors import Refused
from crm.models.search import SEARCHED
from crm.operations.schema import require_current, stored_revision
from crm.operations.upgrade import alembic_config, upgrade

KEPT = "SELECT id, name_en, name_zh, key, place, notice_days FROM agreement_type ORDER BY id"


@pytest.fixture
def first_schema(tmp_path: Path) -> Iterator[Engine]:
    """A SQLite database as the first migration made it."""
    engine = create_engine(f"sqlite:///{tmp_path / 'old.sqlite'}")
    with engine.begin() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    yield engine
    engine.dispose()


def _indexes(engine: Engine) -> set[tuple[str, str]]:
    with engine.connect() as connection:
        found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'index'"))
        return {(name, statement) for name, statement in found}


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return stored_revision(connection)


def test_an_upgrade_that_breaks_off_leaves_everything_as_it_was(first_schema: Engine):
    with first_schema.begin() as connection:
        connection.execute(text("DROP INDEX ix_task_done_at"))
    before = _indexes(first_schema)

    with pytest.raises(OperationalError, match="ix_task_done_at"):
        upgrade(first_schema)

    assert _indexes(first_schema) == before
    assert _revision(first_schema) == "0001"


def test_what_was_kept_in_an_older_database_is_there_after_the_upgrade(first_schema: Engine):
    with first_schema.begin() as connection:
        before = connection.execute(text(KEPT)).all()
    shown: list[str] = []

    def watch(label: str, items: Iterable[Any], _number: int) -> Iterable[Any]:
        shown.append(label)
        return items

    upgrade(first_schema, watch)

    with first_schema.connect() as connection:
        assert connection.execute(text(KEPT)).all() == before
    assert shown == [model.__tablename__ for model in SEARCHED]
    require_current(first_schema)


def test_a_database_that_is_newer_than_the_product_is_refused(first_schema: Engine):
    with first_schema.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    for act in (upgrade, require_current):
        with pytest.raises(Refused, match="The database is newer than this version"):
            act(first_schema)
