"""What a database keeps beside its records after they are gone."""

from crm.extensions import db


def write_out() -> None:
    """Call it once an erasure is committed. SQLite's log holds the pages as they were before, until
    they are written into the file; if somebody is reading just then, the next writer does that."""
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
