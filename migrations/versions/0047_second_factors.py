"""Second factors: codes from an app and on paper, logins half way, and of whom they are asked."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    # Plain SQL: SQLite adds a column with its constraint only so.
    op.execute(
        "ALTER TABLE office ADD COLUMN factor_for VARCHAR(20) DEFAULT 'nobody' NOT NULL"
        " CONSTRAINT ck_office_factorrule"
        " CHECK (factor_for IN ('nobody', 'administrators', 'everybody'))"
    )
    op.execute("ALTER TABLE user_account ADD COLUMN has_factor BOOLEAN NOT NULL DEFAULT false")
    if op.get_bind().dialect.name == "postgresql":  # SQLite keeps the default, harmlessly
        op.execute("ALTER TABLE user_account ALTER COLUMN has_factor DROP DEFAULT")
    _of_user(
        "authenticator",
        sa.Column("secret", sa.String(300), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("user_id", name="uq_authenticator_user_id"),
    )
    _of_user(
        "recovery_code",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.UniqueConstraint("digest", name="uq_recovery_code_digest"),
    )
    _of_user(
        "half_login",
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.UniqueConstraint("token_digest", name="uq_half_login_token_digest"),
    )
    op.create_index("ix_recovery_code_user_id", "recovery_code", ["user_id"])
    op.create_index("ix_half_login_user_id", "half_login", ["user_id"])
    op.create_index("ix_half_login_began_at", "half_login", ["began_at"])


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
    for name in ("half_login", "recovery_code", "authenticator"):
        op.drop_table(name)
    op.drop_column("user_account", "has_factor")
    op.drop_column("office", "factor_for")
