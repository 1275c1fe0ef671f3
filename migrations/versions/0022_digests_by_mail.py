"""Letters that wait for the mail server, each person's digest, and what was decided by day."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

TO_USER = (
    ("site", "VARCHAR(200)"),
    (
        "digest",
        "VARCHAR(20) NOT NULL DEFAULT 'weekly'",
        "CONSTRAINT ck_user_account_rhythm CHECK (digest IN ('never', 'daily', 'weekly'))",
    ),
    (
        "digest_hour",
        "INTEGER NOT NULL DEFAULT 8",
        "CONSTRAINT ck_user_account_digest_hour CHECK (digest_hour BETWEEN 0 AND 23)",
    ),
    (
        "digest_weekday",
        "INTEGER NOT NULL DEFAULT 0",
        "CONSTRAINT ck_user_account_digest_weekday CHECK (digest_weekday BETWEEN 0 AND 6)",
    ),
)
BY_DAY = (
    ("ix_agreement_decided_on", "agreement", "decided_on", "decided_on IS NOT NULL"),
    ("ix_agreement_reviewed_on", "agreement", "reviewed_on", "reviewed_on IS NOT NULL"),
    ("ix_review_renewed", "review", "closed_on", "renewed_to IS NOT NULL"),
)


def _times() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )


def upgrade() -> None:
    for name, *definition in TO_USER:
        op.execute(f"ALTER TABLE user_account ADD COLUMN {name} {' '.join(definition)}")
    if op.get_bind().dialect.name == "postgresql":  # SQLite keeps the defaults, harmlessly
        for name in ("digest", "digest_hour", "digest_weekday"):
            op.execute(f"ALTER TABLE user_account ALTER COLUMN {name} DROP DEFAULT")
    for name, table, column, condition in BY_DAY:
        where = sa.text(condition)
        op.create_index(name, table, [column], sqlite_where=where, postgresql_where=where)
    _make_letters()
    _make_digests()


def _make_letters() -> None:
    op.create_table(
        "letter",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("user_id", NUMBER),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text()),
        sa.Column("message_id", sa.String(length=320), nullable=False),
        sa.Column("how_to_stop", sa.String(length=300)),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", MOMENT),
        sa.Column("sent_at", MOMENT),
        sa.Column("given_up_at", MOMENT),
        sa.Column("last_error", sa.String(length=500)),
        sa.Column("last_error_at", MOMENT),
        *_times(),
        sa.CheckConstraint("attempts >= 0", name="ck_letter_attempts"),
        sa.CheckConstraint(
            "(next_try_at IS NOT NULL) = (sent_at IS NULL AND given_up_at IS NULL)",
            name="ck_letter_waits",
        ),
        sa.CheckConstraint("sent_at IS NULL OR given_up_at IS NULL", name="ck_letter_one_end"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name="fk_letter_user_id_user_account"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_letter"),
        sa.UniqueConstraint("message_id", name="uq_letter_message_id"),
    )
    op.create_index("ix_letter_next_try_at", "letter", ["next_try_at", "id"])
    op.create_index("ix_letter_sent_at", "letter", ["sent_at"])
    op.create_index("ix_letter_made_at", "letter", ["made_at", "id"])
    op.create_index("ix_letter_user_id", "letter", ["user_id"])


def _make_digests() -> None:
    op.create_table(
        "digest",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("letter_id", NUMBER),
        *_times(),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name="fk_digest_user_id_user_account"
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letter.id"], name="fk_digest_letter_id_letter", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_digest"),
        sa.UniqueConstraint("user_id", "day", name="uq_digest_user_id_day"),
    )
    op.create_index("ix_digest_letter_id", "digest", ["letter_id"])


def downgrade() -> None:
    op.drop_table("digest")
    op.drop_table("letter")
    for name, table, *_index in reversed(BY_DAY):
        op.drop_index(name, table_name=table)
    for name, *_definition in reversed(TO_USER):
        op.execute(f"ALTER TABLE user_account DROP COLUMN {name}")
