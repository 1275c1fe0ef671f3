"""What professors propose, and the link that the office gives out."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
STATUSES = ("received", "asked", "answered", "drafted", "declined")
PAYERS = ("nobody", "school", "partner", "both", "others", "unknown")


def _words(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=20)


def _bookkeeping() -> tuple[sa.Column, ...]:
    return (
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )


def upgrade() -> None:
    _make_proposals()
    _make_messages()
    _make_link()
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE proposal_search"
            " USING fts5(words, tokenize = 'unicode61 remove_diacritics 0')"
        )
    else:
        op.execute(
            "CREATE TABLE proposal_search (rowid BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)"
        )
        op.execute("CREATE INDEX ix_proposal_search ON proposal_search USING gin (words)")


def _make_proposals() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("status", _words("proposalstatus", STATUSES), nullable=False),
        sa.Column("proposer_name", sa.String(length=200), nullable=False),
        sa.Column("proposer_email", sa.String(length=254), nullable=False),
        sa.Column("department", sa.String(length=200), nullable=False),
        sa.Column("partner_name", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("type_id", NUMBER, nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("why_now", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("payer", _words("payer", PAYERS), nullable=False),
        sa.Column("cost_notes", sa.Text(), nullable=True),
        sa.Column("decline_reason", sa.Text(), nullable=True),
        sa.Column("agreement_id", NUMBER, nullable=True),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("sender_digest", sa.String(length=64), nullable=False),
        *_bookkeeping(),
        sa.CheckConstraint(
            "(cost IS NULL) = (currency IS NULL)", name=op.f("ck_proposal_cost_with_currency")
        ),
        sa.CheckConstraint("cost >= 0", name=op.f("ck_proposal_cost_not_negative")),
        sa.CheckConstraint("length(currency) = 3", name=op.f("ck_proposal_currency_code")),
        sa.CheckConstraint("length(country) = 2", name=op.f("ck_proposal_country_code")),
        sa.CheckConstraint(
            "(status = 'declined') = (decline_reason IS NOT NULL)",
            name=op.f("ck_proposal_reasoned"),
        ),
        sa.ForeignKeyConstraint(
            ["type_id"],
            ["agreement_type.id"],
            name=op.f("fk_proposal_type_id_agreement_type"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreement.id"],
            name=op.f("fk_proposal_agreement_id_agreement"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_proposal_token_digest")),
    )
    op.create_index("ix_proposal_status", "proposal", ["status", "created_at"])
    op.create_index("ix_proposal_sender_digest", "proposal", ["sender_digest", "created_at"])
    for column in (
        "created_at",
        "title",
        "partner_name",
        "proposer_name",
        "type_id",
        "agreement_id",
    ):
        op.create_index(f"ix_proposal_{column}", "proposal", [column])


def _make_messages() -> None:
    op.create_table(
        "proposal_message",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("proposal_id", NUMBER, nullable=False),
        sa.Column("by_id", NUMBER, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        *_bookkeeping(),
        sa.CheckConstraint("text <> ''", name=op.f("ck_proposal_message_said")),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_proposal_message_proposal_id_proposal"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["user_account.id"], name=op.f("fk_proposal_message_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_message")),
    )
    op.create_index("ix_proposal_message_proposal_id", "proposal_message", ["proposal_id", "id"])


def _make_link() -> None:
    op.create_table(
        "proposal_link",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by_id", NUMBER, nullable=True),
        *_bookkeeping(),
        sa.CheckConstraint("id = 1", name=op.f("ck_proposal_link_only_one")),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["user_account.id"],
            name=op.f("fk_proposal_link_made_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_link")),
        sa.UniqueConstraint("token", name=op.f("uq_proposal_link_token")),
    )


def downgrade() -> None:
    for table in ("proposal_search", "proposal_link", "proposal_message", "proposal"):
        op.drop_table(table)
