"""The lists that people have fetched lately, and what they are told of their account."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
CHANGES = ("password", "factor", "role", "address", "connected", "disconnected")


def upgrade() -> None:
    _make("export_taken", sa.Column("taken_at", MOMENT, nullable=False))
    op.create_index("ix_export_taken_user_id", "export_taken", ["user_id", "taken_at"])
    listed = ", ".join(f"'{change}'" for change in CHANGES)
    _make(
        "account_notice",
        sa.Column("change", sa.String(20), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.CheckConstraint(f"change IN ({listed})", name="ck_account_notice_accountchange"),
    )
    op.create_index("ix_account_notice_user_id", "account_notice", ["user_id", "id"])


def downgrade() -> None:
    op.drop_table("account_notice")
    op.drop_table("export_taken")


def _make(name: str, *parts: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("user_id", NUMBER, nullable=False),
        *parts,
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=f"fk_{name}_user_id_user_account",
            ondelete="CASCADE",
        ),
    )
