"""Links by which people choose their own password, and the wishes for them."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "account_link",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account_link"),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name="fk_account_link_user_id_user_account",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("kind IN ('invitation', 'reset')", name="ck_account_link_linkkind"),
        sa.UniqueConstraint("user_id", "kind", name="uq_account_link_user_id_kind"),
        sa.UniqueConstraint("token_digest", name="uq_account_link_token_digest"),
    )
    op.create_table(
        "reset_wish",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reset_wish"),
    )
    no = sa.Column("holds_link", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("letter", no)
    if op.get_bind().dialect.name == "postgresql":  # SQLite keeps the default, harmlessly
        op.alter_column("letter", "holds_link", server_default=None)


def downgrade() -> None:
    op.drop_column("letter", "holds_link")
    op.drop_table("reset_wish")
    op.drop_table("account_link")
