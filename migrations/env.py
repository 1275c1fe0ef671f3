"""Runs the migrations on the connection that `crm upgrade` or a test passes in."""

from typing import Any

from alembic import context

import crm.models  # completes the metadata
from crm.database import Base


def _is_ours(thing: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
    """Full-text tables are made by hand: FTS5 on SQLite, a tsvector on PostgreSQL."""
    return not (kind == "table" and reflected and name and "_search" in name)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_object=_is_ours,
    compare_type=True,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
