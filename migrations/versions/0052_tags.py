"""Tags of partners."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("partner", sa.Column("tags", sa.Text()))


def downgrade() -> None:
    op.drop_column("partner", "tags")
