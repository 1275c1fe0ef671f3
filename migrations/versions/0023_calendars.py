"""Calendars that programs fetch by a private address."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
KINDS = "('all_decisions', 'my_decisions', 'my_tasks')"


def upgrade() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("uid", sa.String(40), nullable=False),
        sa.Column("published", sa.JSON(), nullable=False),
        sa.Column("renewed_at", MOMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"kind IN {KINDS}", name="ck_calendar_feed_feedkind"),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name="fk_calendar_feed_user_id_user_account",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_feed"),
        sa.UniqueConstraint("key", name="uq_calendar_feed_key"),
        sa.UniqueConstraint("user_id", "kind", name="uq_calendar_feed_user_id_kind"),
    )


def downgrade() -> None:
    op.drop_table("calendar_feed")
