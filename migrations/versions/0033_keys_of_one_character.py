"""Whether keys of one character do something for somebody."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    yes = sa.Column("uses_keys", sa.Boolean(), nullable=False, server_default=sa.true())
    op.add_column("user_account", yes)
    if op.get_bind().dialect.name == "postgresql":  # SQLite keeps the default, harmlessly
        op.alter_column("user_account", "uses_keys", server_default=None)


def downgrade() -> None:
    op.drop_column("user_account", "uses_keys")
