"""Logins that failed, for administrators to see."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "failed_login",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("user_id", NUMBER, nullable=True),
        sa.Column("address", sa.String(45), nullable=False),
        sa.Column("device", sa.String(300), nullable=False),
        sa.Column("failed_at", MOMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_failed_login"),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name="fk_failed_login_user_id_user_account",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_failed_login_failed_at", "failed_login", ["failed_at", "id"])
    op.create_index("ix_failed_login_user_id", "failed_login", ["user_id", "failed_at"])
    op.create_index("ix_failed_login_address", "failed_login", ["address", "failed_at"])


def downgrade() -> None:
    op.drop_table("failed_login")
