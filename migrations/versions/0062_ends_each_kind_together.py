"""The index of ends has those that are open apart from those that nobody knows, in a fixed order:
a page of either comes from it as quickly as the first."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

NAME, TABLE = "ix_agreement_ends_on", "agreement"
DOWN = f"{NAME}_down"


def upgrade() -> None:
    op.drop_index(NAME, TABLE)
    op.create_index(NAME, TABLE, ["ends_on", "is_endless", "id", "stage", "effective_on"])
    _down("is_endless DESC")


def downgrade() -> None:
    op.drop_index(NAME, TABLE)
    op.create_index(NAME, TABLE, ["ends_on", "is_endless", "stage", "effective_on"])
    _down()


def _down(*then: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index(DOWN, TABLE)
        columns = ("ends_on DESC NULLS LAST", *then, "id DESC")
        op.create_index(DOWN, TABLE, [sa.text(part) for part in columns])
