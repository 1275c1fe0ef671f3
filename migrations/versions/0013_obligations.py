"""What was promised under the agreements, and which task reminds of which day."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
KINDS = ("deliver", "pay", "report", "meet", "other")

INDEXES = (
    ("ix_obligation_agreement_id", ["agreement_id", "next_on"]),
    ("ix_obligation_partner_id", ["partner_id", "next_on"]),
    ("ix_obligation_owner_id", ["owner_id", "next_on"]),
    ("ix_obligation_kind", ["kind", "next_on"]),
    ("ix_obligation_next_on", ["next_on"]),
    ("ix_obligation_ended_on", ["ended_on", "next_on"]),
    ("ix_obligation_text", ["text"]),
    ("ix_obligation_task_from", ["task_from"]),
)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def upgrade() -> None:
    _make_table()
    for name, columns in INDEXES:
        op.create_index(name, "obligation", columns)
    _make_search_table()
    # With the constraint in the column, which SQLite adds without remaking the table.
    number = "INTEGER" if _is_sqlite() else "BIGINT"
    op.execute(
        f"ALTER TABLE task ADD COLUMN obligation_id {number}"
        " CONSTRAINT fk_task_obligation_id_obligation REFERENCES obligation (id)"
    )
    op.execute("ALTER TABLE task ADD COLUMN obligation_due_on DATE")
    op.create_index(
        "uq_task_obligation", "task", ["obligation_id", "obligation_due_on"], unique=True
    )


def _make_table() -> None:
    days_before = (
        "date(upcoming_on, '-' || (days_ahead) || ' days')"
        if _is_sqlite()
        else "upcoming_on - (days_ahead)"
    )
    op.create_table(
        "obligation",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("agreement_id", NUMBER, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="obligationkind", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("partner_id", NUMBER),
        sa.Column("owner_id", NUMBER),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("every_months", sa.Integer()),
        sa.Column("ends_on", sa.Date()),
        sa.Column("amount", sa.BigInteger()),
        sa.Column("currency", sa.String(length=3)),
        sa.Column("days_ahead", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date()),
        sa.Column("upcoming_on", sa.Date()),
        sa.Column("next_on", sa.Date()),
        sa.Column("task_from", sa.Date(), sa.Computed(days_before, persisted=True)),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_constraints(),
    )


def _constraints() -> tuple[sa.schema.Constraint, ...]:
    def check(name: str, rule: str) -> sa.CheckConstraint:
        return sa.CheckConstraint(rule, name=f"ck_obligation_{name}")

    return (
        check("obligationkind", f"kind IN ({', '.join(repr(kind) for kind in KINDS)})"),
        check("described", "text <> ''"),
        check("every_months", "every_months BETWEEN 1 AND 120"),
        check("days_ahead", "days_ahead BETWEEN 0 AND 366"),
        check("once_has_no_end", "ends_on IS NULL OR every_months IS NOT NULL"),
        check("ends_after_start", "ends_on >= due_on"),
        check("amount", "amount >= 0"),
        check("money", "(amount IS NULL) = (currency IS NULL)"),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreement.id"],
            name="fk_obligation_agreement_id_agreement",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name="fk_obligation_partner_id_partner"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user_account.id"], name="fk_obligation_owner_id_user_account"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_obligation"),
    )


def _make_search_table() -> None:
    if _is_sqlite():
        op.execute(
            "CREATE VIRTUAL TABLE obligation_search"
            " USING fts5(words, tokenize = 'unicode61 remove_diacritics 0')"
        )
    else:
        op.execute(
            "CREATE TABLE obligation_search (rowid BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)"
        )
        op.execute("CREATE INDEX ix_obligation_search ON obligation_search USING gin (words)")


def downgrade() -> None:
    op.drop_index("uq_task_obligation", table_name="task")
    op.execute("ALTER TABLE task DROP COLUMN obligation_due_on")
    op.execute("ALTER TABLE task DROP COLUMN obligation_id")
    op.drop_table("obligation_search")
    op.drop_table("obligation")
