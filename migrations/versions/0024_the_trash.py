"""The trash, and numbers that are given once."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def _base(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )


def upgrade() -> None:
    op.create_table(
        "trash_item",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("record_type", sa.String(20), nullable=False),
        sa.Column("record_id", NUMBER, nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("deleted_at", MOMENT, nullable=False),
        sa.Column("deleted_by_id", NUMBER),
        sa.Column("is_restricted", sa.Boolean(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        *_base("trash_item"),
        sa.ForeignKeyConstraint(
            ["deleted_by_id"], ["user_account.id"], name="fk_trash_item_deleted_by_id_user_account"
        ),
    )
    for name, columns in (
        ("deleted_at", ["deleted_at", "id", "is_restricted"]),
        ("record", ["record_type", "record_id"]),
        ("type_deleted_at", ["record_type", "deleted_at"]),
        ("deleted_by_id", ["deleted_by_id", "deleted_at"]),
    ):
        op.create_index(f"ix_trash_item_{name}", "trash_item", columns)
    op.create_table(
        "trash_file",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("item_id", NUMBER, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        *_base("trash_file"),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["trash_item.id"],
            name="fk_trash_file_item_id_trash_item",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_trash_file_item_id", "trash_file", ["item_id"])
    op.create_index("ix_trash_file_digest", "trash_file", ["digest"])
    op.create_table(
        "number_given",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("table_name", sa.String(30), nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        *_base("number_given"),
        sa.UniqueConstraint("table_name", name="uq_number_given_table_name"),
    )
    # Records of which only the history tells had numbers too.
    op.execute(
        "INSERT INTO number_given (table_name, number, created_at, updated_at, version)"
        " SELECT record_type, max(record_id), max(created_at), max(created_at), 1"
        " FROM change GROUP BY record_type"
    )


def downgrade() -> None:
    for table in ("number_given", "trash_file", "trash_item"):
        op.drop_table(table)
