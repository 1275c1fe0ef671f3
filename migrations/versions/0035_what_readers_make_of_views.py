"""What readers make of saved views: a first page, and news of what they find."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "view_choice",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("view_id", NUMBER, nullable=False),
        sa.Column("is_home", sa.Boolean(), nullable=False),
        sa.Column("tells", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("is_home OR tells", name="ck_view_choice_says_something"),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name="fk_view_choice_user_id_user_account",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["view_id"],
            ["saved_view.id"],
            name="fk_view_choice_view_id_saved_view",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_view_choice"),
    )
    op.create_index("uq_view_choice", "view_choice", ["user_id", "view_id"], unique=True)
    op.create_index(
        "uq_view_choice_home",
        "view_choice",
        ["user_id"],
        unique=True,
        sqlite_where=sa.text("is_home"),
        postgresql_where=sa.text("is_home"),
    )
    op.create_index("ix_view_choice_view_id", "view_choice", ["view_id"])
    op.create_table(
        "view_match",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("choice_id", NUMBER, nullable=False),
        sa.Column("record_id", NUMBER, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_view_match"),
    )
    op.create_index("uq_view_match", "view_match", ["choice_id", "record_id"], unique=True)


def downgrade() -> None:
    op.drop_table("view_match")
    op.drop_table("view_choice")
