"""The public page: its texts, and which partners, agreements and news stand on it."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
LINES = ("title", "office")
TEXTS = ("intro", "government", "international", "hospital", "enterprise", "invitation", "consent")
CATEGORIES = ("government", "international", "hospital", "enterprise", "other")
MARKED = {"partner": "name_sort", "agreement": "title_sort"}


def upgrade() -> None:
    in_both = [f"{name}_{language}" for name in LINES for language in ("en", "zh")]
    texts = [f"{name}_{language}" for name in TEXTS for language in ("en", "zh")]
    op.create_table(
        "public_page",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.String(200)) for name in in_both),
        *(sa.Column(name, sa.Text()) for name in texts),
        sa.Column("address_en", sa.String(300)),
        sa.Column("address_zh", sa.String(300)),
        sa.Column("phone", sa.String(60)),
        sa.Column("email", sa.String(254)),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_public_page_one"),
        sa.PrimaryKeyConstraint("id", name="pk_public_page"),
    )
    for table, name in MARKED.items():
        no = sa.Column("is_public", sa.Boolean(), nullable=False, server_default=sa.false())
        op.add_column(table, no)
        if op.get_bind().dialect.name == "postgresql":  # SQLite keeps the default, harmlessly
            op.alter_column(table, "is_public", server_default=None)
        op.create_index(f"ix_{table}_is_public", table, ["is_public", name])
    # One statement a line: SQLite takes the constraint with the column, and drops it with it.
    word = ", ".join(f"'{category}'" for category in CATEGORIES)
    op.execute(
        "ALTER TABLE happening ADD COLUMN channel VARCHAR(20) "
        f"CONSTRAINT ck_happening_category CHECK (channel IN ({word}))"
    )
    op.create_index("ix_happening_channel", "happening", ["channel", "happened_on"])


def downgrade() -> None:
    op.drop_index("ix_happening_channel", "happening")
    op.drop_column("happening", "channel")
    for table in MARKED:
        op.drop_index(f"ix_{table}_is_public", table)
        op.drop_column(table, "is_public")
    op.drop_table("public_page")
