"""Many changes that are one act: batches, and which lines of the history are of one."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
KINDS = "('import', 'merge', 'bulk', 'undo')"


def upgrade() -> None:
    op.create_table(
        "batch",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_id", NUMBER),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("undone_at", MOMENT),
        sa.Column("undone_by_id", NUMBER),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"kind IN {KINDS}", name="ck_batch_batchkind"),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name="fk_batch_by_id_user_account"),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["user_account.id"], name="fk_batch_undone_by_id_user_account"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_batch"),
    )
    # Plain SQL: the history need not be written anew for two columns.
    number = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE change ADD COLUMN batch_id {number} "
        "CONSTRAINT fk_change_batch_id_batch REFERENCES batch (id)"
    )
    op.add_column(
        "change", sa.Column("is_further", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_index("ix_change_batch_id", "change", ["batch_id", "id"])
    op.create_index(
        "ix_change_acts",
        "change",
        ["at", "id"],
        sqlite_where=sa.text("is_further IS 0"),
        postgresql_where=sa.text("is_further IS false"),
    )


def downgrade() -> None:
    op.drop_index("ix_change_acts", "change")
    op.drop_index("ix_change_batch_id", "change")
    op.drop_column("change", "is_further")
    op.drop_column("change", "batch_id")
    op.drop_table("batch")
