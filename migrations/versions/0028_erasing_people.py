"""Salts under the values of the history, so that one can be taken out while the chain holds."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("change", sa.Column("salt", sa.String(32)))
    op.add_column("change", sa.Column("taken_out", sa.JSON()))


def downgrade() -> None:
    op.drop_column("change", "taken_out")
    op.drop_column("change", "salt")
