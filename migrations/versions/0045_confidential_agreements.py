"""Agreements that only named people see, and which lines of the history hang on an agreement."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
HANGING = ("task", "happening", "document", "obligation", "review", "counterpart_link", "proposal")


def upgrade() -> None:
    op.create_table(
        "confidential",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("agreement_id", NUMBER, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_confidential"),
        sa.UniqueConstraint("agreement_id", name="uq_confidential_agreement_id"),
    )
    op.create_table(
        "confidential_reader",
        sa.Column("confidential_id", NUMBER, nullable=False),
        sa.Column("user_id", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("confidential_id", "user_id", name="pk_confidential_reader"),
        sa.ForeignKeyConstraint(
            ["confidential_id"],
            ["confidential.id"],
            name="fk_confidential_reader_confidential_id_confidential",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name="fk_confidential_reader_user_id_user_account",
        ),
    )
    op.create_index("ix_confidential_reader_user_id", "confidential_reader", ["user_id"])
    op.add_column("change", sa.Column("agreement_id", NUMBER, nullable=True))
    op.add_column("trash_item", sa.Column("agreement_id", NUMBER, nullable=True))
    _fill_in()
    op.create_index("ix_change_agreement_id", "change", ["agreement_id", "batch_id"])
    op.create_index("ix_trash_item_agreement_id", "trash_item", ["agreement_id"])


def _fill_in() -> None:
    """What is there says where it hangs; of what is gone the history says where it hung."""
    op.execute("UPDATE change SET agreement_id = owner_id WHERE owner_type = 'agreement'")
    for table in HANGING:
        op.execute(
            f"UPDATE change SET agreement_id = (SELECT {table}.agreement_id FROM {table}"  # noqa: S608
            f" WHERE {table}.id = change.owner_id) WHERE owner_type = '{table}'"
        )
    named = ", ".join(f"'{table}'" for table in HANGING)
    hung = _told("held.fields", "agreement_id")
    op.execute(
        f"UPDATE change SET agreement_id = (SELECT {hung} FROM change AS held"  # noqa: S608
        " WHERE held.record_type = change.owner_type AND held.record_id = change.owner_id"
        f" AND {hung} IS NOT NULL ORDER BY held.id DESC LIMIT 1)"
        f" WHERE agreement_id IS NULL AND owner_type IN ({named})"
    )
    op.execute("UPDATE trash_item SET agreement_id = record_id WHERE record_type = 'agreement'")
    if _is_sqlite():
        held = "json_extract(content, '$.rows.' || record_type || '[0].agreement_id')"
    else:
        held = "CAST(content->'rows'->record_type->0->>'agreement_id' AS BIGINT)"
    op.execute(f"UPDATE trash_item SET agreement_id = {held} WHERE record_type <> 'agreement'")  # noqa: S608


def _told(fields: str, name: str) -> str:
    """What such a field said before, or else after, the change."""
    if _is_sqlite():
        sides = [f"json_extract({fields}, '$.{name}[{side}]')" for side in (0, 1)]
    else:
        sides = [f"CAST({fields}->'{name}'->>{side} AS BIGINT)" for side in (0, 1)]
    return f"coalesce({', '.join(sides)})"


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def downgrade() -> None:
    op.drop_index("ix_trash_item_agreement_id", "trash_item")
    op.drop_index("ix_change_agreement_id", "change")
    op.drop_column("trash_item", "agreement_id")
    op.drop_column("change", "agreement_id")
    op.drop_table("confidential_reader")
    op.drop_table("confidential")
