"""An index for the obligations from the last day to the first, which PostgreSQL needs."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        parts = [sa.text("next_on DESC NULLS LAST"), sa.text("id DESC")]
        op.create_index("ix_obligation_next_on_down", "obligation", parts)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_obligation_next_on_down", table_name="obligation")
