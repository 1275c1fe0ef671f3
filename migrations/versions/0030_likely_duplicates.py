"""Which records may be one and the same, and which are known not to be."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
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


def _pair(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("record_type", sa.String(20), nullable=False),
        sa.Column("first_id", NUMBER, nullable=False),
        sa.Column("second_id", NUMBER, nullable=False),
        sa.CheckConstraint("record_type IN ('partner', 'contact')", name=f"ck_{table}_pairkind"),
        sa.CheckConstraint("first_id < second_id", name=f"ck_{table}_in_order"),
    )


def upgrade() -> None:
    op.create_table(
        "likely_pair",
        *_pair("likely_pair"),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("whys", sa.String(100), nullable=False),
        *_base("likely_pair"),
    )
    op.create_table(
        "not_the_same",
        *_pair("not_the_same"),
        sa.Column("by_id", NUMBER),
        *_base("not_the_same"),
        sa.ForeignKeyConstraint(
            ["by_id"], ["user_account.id"], name="fk_not_the_same_by_id_user_account"
        ),
    )
    for table in ("likely_pair", "not_the_same"):
        both = ["record_type", "first_id", "second_id"]
        op.create_index(f"uq_{table}", table, both, unique=True)
        op.create_index(f"ix_{table}_second", table, ["record_type", "second_id"])
    op.create_index("ix_likely_pair_score", "likely_pair", ["score"])
    op.create_index("ix_likely_pair_type_score", "likely_pair", ["record_type", "score"])
    op.create_table(
        "duplicate_search",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("looked_at", MOMENT),
        sa.Column("asked_at", MOMENT),
        sa.Column("partners", sa.Integer(), nullable=False),
        sa.Column("contacts", sa.Integer(), nullable=False),
        *_base("duplicate_search"),
        sa.CheckConstraint("id = 1", name="ck_duplicate_search_only_one"),
    )


def downgrade() -> None:
    for table in ("duplicate_search", "not_the_same", "likely_pair"):
        op.drop_table(table)
