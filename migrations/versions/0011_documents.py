"""Documents: their versions, the passages of their text, and what search looks through."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
SEARCHED = ("document", "document_passage")

KINDS = ("signed", "draft", "annex", "correspondence", "other")
ACCESSES = ("staff", "administrators")
FILE_TYPES = ("pdf", "docx", "xlsx", "png", "jpeg", "webp", "gif", "tiff", "eml", "msg")


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("agreement_id", NUMBER, nullable=True),
        sa.Column("partner_id", NUMBER, nullable=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("kind", _words("documentkind", KINDS), nullable=False),
        sa.Column("access", _words("access", ACCESSES), nullable=False),
        sa.Column("latest", sa.Integer(), nullable=False),
        sa.Column("filed_at", MOMENT, nullable=False),
        *_bookkeeping(),
        sa.CheckConstraint("title <> ''", name=op.f("ck_document_titled")),
        sa.CheckConstraint(
            "(agreement_id IS NULL) <> (partner_id IS NULL)", name=op.f("ck_document_one_owner")
        ),
        sa.CheckConstraint("latest > 0", name=op.f("ck_document_has_version")),
        _belongs("document", "agreement_id", "agreement"),
        _belongs("document", "partner_id", "partner"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    op.create_index("ix_document_title", "document", ["title", "id"])
    op.create_index("ix_document_filed_at", "document", ["filed_at", "id"])
    op.create_index("ix_document_kind", "document", ["kind", "title"])
    op.create_index("ix_document_access", "document", ["access", "title"])
    op.create_index("ix_document_agreement_id", "document", ["agreement_id", "filed_at"])
    op.create_index("ix_document_partner_id", "document", ["partner_id", "filed_at"])
    op.create_table(
        "document_version",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("document_id", NUMBER, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("file_type", _words("filetype", FILE_TYPES), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("size", NUMBER, nullable=False),
        sa.Column("note", sa.String(300), nullable=True),
        sa.Column("has_text", sa.Boolean(), nullable=False),
        sa.Column("by_id", NUMBER, nullable=True),
        *_bookkeeping(),
        sa.CheckConstraint("number > 0", name=op.f("ck_document_version_number")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_document_version_digest")),
        sa.CheckConstraint("size > 0", name=op.f("ck_document_version_size")),
        sa.CheckConstraint("file_name <> ''", name=op.f("ck_document_version_file_named")),
        _belongs("document_version", "document_id", "document"),
        sa.ForeignKeyConstraint(
            ["by_id"], ["user_account.id"], name=op.f("fk_document_version_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_version")),
    )
    op.create_index(
        "uq_document_version", "document_version", ["document_id", "number"], unique=True
    )
    op.create_index("ix_document_version_digest", "document_version", ["digest"])
    op.create_index(
        "ix_document_version_file_type", "document_version", ["file_type", "document_id"]
    )
    op.create_index("ix_document_version_by_id", "document_version", ["by_id"])
    op.create_table(
        "document_passage",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("version_id", NUMBER, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        *_bookkeeping(),
        _belongs("document_passage", "version_id", "document_version"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_passage")),
    )
    op.create_index("ix_document_passage_version_id", "document_passage", ["version_id"])
    _make_search_tables()


def downgrade() -> None:
    """The files stay in the instance folder."""
    for record in SEARCHED:
        op.drop_table(f"{record}_search")
    for table in ("document_passage", "document_version", "document"):
        op.drop_table(table)


def _words(name: str, allowed: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*allowed, name=name, native_enum=False, create_constraint=True, length=20)


def _bookkeeping() -> tuple[sa.Column, ...]:
    return (
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )


def _belongs(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete="CASCADE")


def _make_search_tables() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for record in SEARCHED:
        if on_sqlite:
            op.execute(
                f"CREATE VIRTUAL TABLE {record}_search"
                " USING fts5(words, tokenize = 'unicode61 remove_diacritics 0')"
            )
        else:
            op.execute(
                f"CREATE TABLE {record}_search (rowid BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)"
            )
            op.execute(f"CREATE INDEX ix_{record}_search ON {record}_search USING gin (words)")
