"""Tags of contacts, agreements and tasks, and an index of what has any."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

MORE = ("contact", "agreement", "task")
HAS_ANY = sa.text("tags IS NOT NULL")


def upgrade() -> None:
    for table in MORE:
        op.add_column(table, sa.Column("tags", sa.Text()))
    for table in ("partner", *MORE):
        where = {"sqlite_where": HAS_ANY, "postgresql_where": HAS_ANY}
        op.create_index(f"ix_{table}_tagged", table, ["id"], **where)


def downgrade() -> None:
    for table in ("partner", *MORE):
        op.drop_index(f"ix_{table}_tagged", table)
    for table in MORE:
        op.drop_column(table, "tags")
