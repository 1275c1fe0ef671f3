"""Brings the database to the newest revision. Apart from `schema`, since Alembic loads slowly."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, func, inspect, select

from crm.config import shipped
from crm.errors import Refused
from crm.models.search import AT_ONCE, KEPT_SINCE, SEARCHED, words_of_all
from crm.operations.schema import known_revisions, needed_revision, stored_revision
from crm.operations.watching import Watch, unwatched


def upgrade(engine: Engine, watch: Watch = unwatched) -> bool:
    """Whether there was anything to do: all of it is done or nothing.

    Raises Refused for a newer database, and for one of something else.
    """
    with _one_transaction(engine) as connection:
        stored = stored_revision(connection)
        if stored is None and {*inspect(connection).get_table_names()} - {"alembic_version"}:
            raise Refused(
                "The database has tables that are not known to be the office's. Give it one of its"
                " own (CRM_DATABASE_URL), or bring a backup back: `crm restore FILE`."
            )
        if stored is not None and stored not in known_revisions():
            raise Refused("The database is newer than this version: install the newer version.")
        if stored == needed_revision():
            return False
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if stored is not None and stored < KEPT_SINCE:
            _write_words(connection, watch)
    return True


def _write_words(connection: Connection, watch: Watch) -> None:
    """What search finds each record by, as this version prepares it."""
    for model in SEARCHED:
        number = connection.scalar(select(func.count()).select_from(model)) or 0
        written = words_of_all(connection, model)
        for _portion in watch(model.__tablename__, written, -(-number // AT_ONCE)):
            continue


@contextmanager
def _one_transaction(engine: Engine) -> Iterator[Connection]:
    """A connection whose changes of the schema are kept together, or not at all.

    SQLite's driver begins no transaction for them, so one is begun here; it also makes a second
    server that starts at the same time wait.
    """
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(shipped("migrations")))
    return config
