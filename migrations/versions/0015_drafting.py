"""Who we are, Word templates, and which document each of them made of which agreement."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
SORT_KEY = sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql")


def _own() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )


def _belongs(table: str, column: str, other: str, when_gone: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}", ondelete=when_gone
    )


def upgrade() -> None:
    _make_office()
    _make_templates()
    _make_drafts()


def _make_office() -> None:
    texts = (("name", 200), ("address", 300), ("city", 100), ("signatory", 200), ("position", 200))
    op.create_table(
        "office",
        sa.Column("id", NUMBER, nullable=False),
        *(
            sa.Column(f"{name}_{language}", sa.String(length=length))
            for name, length in texts
            for language in ("en", "zh")
        ),
        *_own(),
        sa.CheckConstraint("id = 1", name="ck_office_one"),
        sa.PrimaryKeyConstraint("id", name="pk_office"),
    )


def _make_templates() -> None:
    op.create_table(
        "draft_template",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("name_en", sa.String(length=200)),
        sa.Column("name_zh", sa.String(length=200)),
        sa.Column("name_sort", SORT_KEY, nullable=False),
        sa.Column("key", sa.String(length=40)),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("type_id", NUMBER),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        *_own(),
        sa.CheckConstraint(
            "coalesce(name_en, name_zh) IS NOT NULL", name="ck_draft_template_named"
        ),
        sa.CheckConstraint("file_name <> ''", name="ck_draft_template_file_named"),
        sa.CheckConstraint("language IN ('en', 'zh')", name="ck_draft_template_draftlanguage"),
        _belongs("draft_template", "type_id", "agreement_type", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_draft_template"),
        sa.UniqueConstraint("key", name="uq_draft_template_key"),
    )
    op.create_index("ix_draft_template_name_sort", "draft_template", ["name_sort", "id"])
    op.create_index("ix_draft_template_type_id", "draft_template", ["type_id"])


def _make_drafts() -> None:
    op.create_table(
        "draft",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("agreement_id", NUMBER, nullable=False),
        sa.Column("template_id", NUMBER, nullable=False),
        sa.Column("document_id", NUMBER, nullable=False),
        *_own(),
        _belongs("draft", "agreement_id", "agreement", "CASCADE"),
        _belongs("draft", "template_id", "draft_template", "CASCADE"),
        _belongs("draft", "document_id", "document", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_draft"),
    )
    op.create_index("uq_draft", "draft", ["agreement_id", "template_id"], unique=True)
    op.create_index("ix_draft_template_id", "draft", ["template_id"])
    op.create_index("ix_draft_document_id", "draft", ["document_id"])


def downgrade() -> None:
    for table in ("draft", "draft_template", "office"):
        op.drop_table(table)
