"""Links for counterparts, and what they suggest there."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
KINDS = ("contact", "new_contact", "contact_left", "comment", "signed_copy")
STATUSES = ("pending", "accepted", "declined")
FILE_TYPES = ("pdf", "docx", "xlsx", "png", "jpeg", "webp", "gif", "tiff", "eml", "msg")


def _words(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=20)


def _bookkeeping() -> tuple[sa.Column, ...]:
    return (
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )


def _refers(table: str, column: str, to: str, ondelete: str | None = None) -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"), ondelete=ondelete
    )


def upgrade() -> None:
    _make_links()
    _make_suggestions()


def _make_links() -> None:
    table = "counterpart_link"
    op.create_table(
        table,
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("agreement_id", NUMBER, nullable=False),
        sa.Column("partner_id", NUMBER, nullable=False),
        sa.Column("document_id", NUMBER, nullable=True),
        sa.Column("document_number", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("made_by_id", NUMBER, nullable=True),
        *_bookkeeping(),
        sa.CheckConstraint(
            "document_id IS NULL OR document_number IS NOT NULL",
            name=op.f("ck_counterpart_link_document_version"),
        ),
        _refers(table, "agreement_id", "agreement", "CASCADE"),
        _refers(table, "partner_id", "partner", "CASCADE"),
        _refers(table, "document_id", "document", "SET NULL"),
        _refers(table, "made_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counterpart_link")),
        sa.UniqueConstraint("key", name=op.f("uq_counterpart_link_key")),
    )
    op.create_index("ix_counterpart_link_agreement_id", table, ["agreement_id", "id"])
    op.create_index("ix_counterpart_link_partner_id", table, ["partner_id"])
    op.create_index("ix_counterpart_link_document_id", table, ["document_id"])


def _make_suggestions() -> None:
    table = "suggestion"
    op.create_table(
        table,
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("link_id", NUMBER, nullable=False),
        sa.Column("kind", _words("suggestionkind", KINDS), nullable=False),
        sa.Column("status", _words("suggestionstatus", STATUSES), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("contact_id", NUMBER, nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=True),
        sa.Column("file_type", _words("filetype", FILE_TYPES), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("size", NUMBER, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by_id", NUMBER, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        *_bookkeeping(),
        sa.CheckConstraint(
            "(status = 'pending') = (decided_at IS NULL)", name=op.f("ck_suggestion_decided")
        ),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_suggestion_digest")),
        sa.CheckConstraint(
            "digest IS NULL OR file_type IS NOT NULL", name=op.f("ck_suggestion_file")
        ),
        _refers(table, "link_id", "counterpart_link", "CASCADE"),
        _refers(table, "contact_id", "contact", "SET NULL"),
        _refers(table, "decided_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
    )
    for name, columns in (
        ("status", ["status", "created_at"]),
        ("kind", ["kind", "created_at"]),
        ("created_at", ["created_at"]),
        ("about", ["about"]),
        ("link_id", ["link_id", "status"]),
        ("contact_id", ["contact_id"]),
        ("digest", ["digest"]),
    ):
        op.create_index(f"ix_suggestion_{name}", table, columns)
    pending = sa.text("status = 'pending' AND contact_id IS NOT NULL")
    op.create_index(
        "uq_suggestion_contact",
        table,
        ["link_id", "contact_id"],
        unique=True,
        sqlite_where=pending,
        postgresql_where=pending,
    )


def downgrade() -> None:
    op.drop_table("suggestion")
    op.drop_table("counterpart_link")
