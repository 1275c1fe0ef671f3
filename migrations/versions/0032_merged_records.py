"""Where the addresses of records lead that were merged into others."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "merged_record",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("record_type", sa.String(20), nullable=False),
        sa.Column("record_id", NUMBER, nullable=False),
        sa.Column("into_id", NUMBER, nullable=False),
        sa.Column("batch_id", NUMBER, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("record_id <> into_id", name="ck_merged_record_into_another"),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name="fk_merged_record_batch_id_batch"),
        sa.PrimaryKeyConstraint("id", name="pk_merged_record"),
    )
    op.create_index("uq_merged_record", "merged_record", ["record_type", "record_id"], unique=True)
    op.create_index("ix_merged_record_batch_id", "merged_record", ["batch_id"])


def downgrade() -> None:
    op.drop_table("merged_record")
