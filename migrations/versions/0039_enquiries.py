"""Enquiries of people who read the public page."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
STATUSES = ("received", "taken_up", "aside")
CATEGORIES = ("government", "international", "hospital", "enterprise", "other")
INDEXES = {
    "status": ["status", "created_at"],
    "created_at": ["created_at"],
    "organisation": ["organisation"],
    "name": ["name"],
    "email": ["email", "created_at"],
    "sender_digest": ["sender_digest", "created_at"],
    "partner_id": ["partner_id"],
}


def upgrade() -> None:
    op.create_table(
        "enquiry",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("phone", sa.String(60)),
        sa.Column("organisation", sa.String(200), nullable=False),
        sa.Column("country", sa.String(2)),
        sa.Column("category", sa.String(20)),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("reason", sa.Text()),
        sa.Column("partner_id", NUMBER),
        sa.Column("sender_digest", sa.String(64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _one_of("status", STATUSES, "enquirystatus"),
        _one_of("category", CATEGORIES, "category"),
        sa.CheckConstraint("message <> ''", name="ck_enquiry_said"),
        sa.CheckConstraint("length(country) = 2", name="ck_enquiry_country_code"),
        sa.CheckConstraint("status = 'taken_up' OR partner_id IS NULL", name="ck_enquiry_taken_up"),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["partner.id"],
            name="fk_enquiry_partner_id_partner",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_enquiry"),
    )
    for name, columns in INDEXES.items():
        op.create_index(f"ix_enquiry_{name}", "enquiry", columns)
    if op.get_bind().dialect.name == "sqlite":
        tokens = "tokenize = 'unicode61 remove_diacritics 0', prefix = '2 4'"
        op.execute(f"CREATE VIRTUAL TABLE enquiry_search USING fts5(words, {tokens})")
    else:
        op.execute(
            "CREATE TABLE enquiry_search (rowid BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)"
        )
        op.execute("CREATE INDEX ix_enquiry_search ON enquiry_search USING gin (words)")


def _one_of(column: str, values: tuple[str, ...], name: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"ck_enquiry_{name}")


def downgrade() -> None:
    op.drop_table("enquiry_search")
    op.drop_table("enquiry")
