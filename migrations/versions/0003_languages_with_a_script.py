"""Room for a language with its script (`zh_Hans`), which the first PostgreSQL schema lacked."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # SQLite takes a text of any length, whatever its column says.
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("user_account", "language", type_=sa.String(length=10))


def downgrade() -> None:
    """The wider column is kept: narrowing it would lose people's language."""
