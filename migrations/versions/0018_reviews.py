"""Links that are withdrawn, closing tasks of a review, and reviews in the order of decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


INDEXES = {
    "ix_review_decided_on": ["decided_on", "id"],
    "ix_review_recommendation": ["recommendation", "started_on", "id"],
    "ix_review_decision": ["decision", "started_on", "id"],
    "ix_review_renewed_to": ["renewed_to", "decision"],
}
PARTS = {"ix_review_open": "closed_on IS NULL", "ix_review_closed": "closed_on IS NOT NULL"}


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def upgrade() -> None:
    op.add_column("review_link", sa.Column("withdrawn_at", sa.DateTime(timezone=True)))
    # With the constraint in the column, which SQLite adds without remaking the table.
    number = "INTEGER" if _is_sqlite() else "BIGINT"
    op.execute(
        f"ALTER TABLE task ADD COLUMN review_id {number}"
        " CONSTRAINT fk_task_review_id_review REFERENCES review (id)"
    )
    op.create_index("ix_task_review_id", "task", ["review_id"])
    for name, columns in INDEXES.items():
        op.create_index(name, "review", columns)
    for name, which in PARTS.items():
        where = sa.text(which)
        columns = ["started_on", "id"]
        op.create_index(name, "review", columns, sqlite_where=where, postgresql_where=where)
    if not _is_sqlite():
        parts = [sa.text("decided_on DESC NULLS LAST"), sa.text("id DESC")]
        op.create_index("ix_review_decided_on_down", "review", parts)


def downgrade() -> None:
    if not _is_sqlite():
        op.drop_index("ix_review_decided_on_down", table_name="review")
    for name in (*INDEXES, *PARTS):
        op.drop_index(name, table_name="review")
    op.drop_index("ix_task_review_id", table_name="task")
    op.execute("ALTER TABLE task DROP COLUMN review_id")
    op.drop_column("review_link", "withdrawn_at")
