"""The index of search keeps the first letters ready; `crm upgrade` writes all words anew."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

SEARCHED = (
    "partner",
    "contact",
    "agreement",
    "task",
    "obligation",
    "happening",
    "document",
    "document_passage",
    "proposal",
)
TOKENS = "tokenize = 'unicode61 remove_diacritics 0'"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _make_anew(f"words, {TOKENS}, prefix = '2 4'")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _make_anew(f"words, {TOKENS}")


def _make_anew(what: str) -> None:
    """The same words in a new table; SQLite cannot change one of this kind."""
    for record in SEARCHED:
        new, old = _table(f"{record}_search"), _table(f"{record}_search_old")
        op.execute(f"ALTER TABLE {new.name} RENAME TO {old.name}")
        op.execute(f"CREATE VIRTUAL TABLE {new.name} USING fts5({what})")
        op.execute(sa.insert(new).from_select(["rowid", "words"], sa.select(old)))
        op.execute(f"DROP TABLE {old.name}")


def _table(name: str) -> sa.TableClause:
    return sa.table(name, sa.column("rowid"), sa.column("words"))
