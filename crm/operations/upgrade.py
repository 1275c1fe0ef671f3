"""Brings the database to the newest revision. Apart from `schema`, since Alembic loads slowly."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from crm.config import shipped
from crm.errors import Refused
from crm.operations.schema import needed_revision, stored_revision


def upgrade(engine: Engine) -> bool:
    """Whether there was anything to do. Raises Refused for a newer database."""
    with engine.begin() as connection:
        stored = stored_revision(connection)
        if stored is not None and stored > needed_revision():
            raise Refused("The database is newer than this version: install the newer version.")
        if stored == needed_revision():
            return False
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return True


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(shipped("migrations")))
    return config
