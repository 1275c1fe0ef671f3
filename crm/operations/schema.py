"""Which revision the database has, and which one this version of the product needs."""

from sqlalchemy import Connection, Engine, inspect, text

from crm.config import shipped
from crm.errors import Refused


def needed_revision() -> str:
    """The newest migration that is shipped."""
    return max(known_revisions())


def known_revisions() -> set[str]:
    """Of the migrations that are shipped; their files are numbered."""
    return {file.name[:4] for file in (shipped("migrations") / "versions").glob("[0-9]*.py")}


def stored_revision(connection: Connection) -> str | None:
    """The revision of that database; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def require_current(engine: Engine) -> None:
    """Raises Refused unless the database is what this version expects."""
    with engine.connect() as connection:
        stored = stored_revision(connection)
    needed = needed_revision()
    if stored is None or stored < needed:
        raise Refused("The database is older than this version: run `crm upgrade` first.")
    if stored > needed:
        raise Refused("The database is newer than this version: install the newer version.")
