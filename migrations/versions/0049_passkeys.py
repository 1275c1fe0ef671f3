"""Passkeys, and what they are asked to sign."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _of_user(
        "passkey",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("host", sa.String(253), nullable=False),
        sa.Column("credential", sa.String(1364), nullable=False),
        sa.Column("public_key", sa.String(4000), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.UniqueConstraint("user_id", "name", name="uq_passkey_user_id_name"),
        sa.UniqueConstraint("credential", name="uq_passkey_credential"),
        sa.CheckConstraint("name <> ''", name="ck_passkey_name_given"),
        sa.CheckConstraint("sign_count BETWEEN 0 AND 4294967295", name="ck_passkey_sign_count"),
    )
    _of_user(
        "passkey_challenge",
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("challenge", sa.String(64), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.UniqueConstraint("token_digest", name="uq_passkey_challenge_token_digest"),
    )
    op.create_index("ix_passkey_challenge_user_id", "passkey_challenge", ["user_id"])
    op.create_index("ix_passkey_challenge_asked_at", "passkey_challenge", ["asked_at"])


def _of_user(name: str, *parts: sa.schema.SchemaItem) -> None:
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


def downgrade() -> None:
    op.drop_table("passkey_challenge")
    op.drop_table("passkey")
