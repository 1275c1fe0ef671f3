"""Runs the migrations on the connection that `crm upgrade` or a test passes in."""

import warnings
from typing import Any

from alembic import context
from sqlalchemy import text

import crm.models  # completes the metadata
from crm.database import Base


def _is_ours(thing: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
    """Full-text tables are made by hand: FTS5 on SQLite, a tsvector on PostgreSQL.

    An index may be needed on one of them only.
    """
    if kind == "index" and "engine" in thing.info:
        return thing.info["engine"] == context.get_context().dialect.name
    return not (kind == "table" and reflected and name and "_search" in name)


def _say_of_which_rows(dialect: str) -> None:
    """Give each index its WHERE here, where it matters: naming an engine beside the model would
    load that engine's dialect, 3 MB, into every process."""
    for table in Base.metadata.tables.values():
        for index in table.indexes:
            if "where" in index.info:
                index.dialect_options[dialect]["where"] = text(index.info["where"])


_say_of_which_rows(context.config.attributes["connection"].dialect.name)
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_object=_is_ours,
    compare_type=True,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction(), warnings.catch_warnings():
    # Of the indexes for PostgreSQL alone SQLite's comparison says that it cannot compare them.
    warnings.filterwarnings("ignore", ".* skipping metadata-specified expression-based index")
    # Those by a place in an order it does not read back, and so leaves alone.
    warnings.filterwarnings("ignore", "Skipped unsupported reflection of expression-based index")
    context.run_migrations()
