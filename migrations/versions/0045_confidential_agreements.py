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

CHANGE = sa.table(
    "change",
    *map(sa.column, ("id", "record_type", "record_id", "owner_type", "owner_id", "agreement_id")),
)
TRASH_ITEM = sa.table("trash_item", *map(sa.column, ("record_type", "agreement_id")))


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
    for name in HANGING:
        there = sa.table(name, sa.column("id"), sa.column("agreement_id"))
        found = sa.select(there.c.agreement_id).where(there.c.id == CHANGE.c.owner_id)
        lines = sa.update(CHANGE).where(CHANGE.c.owner_type == name)
        op.execute(lines.values(agreement_id=found.scalar_subquery()))
    held = CHANGE.alias("held")
    told = sa.literal_column(_told("held.fields", "agreement_id"))
    is_of_it = (held.c.record_type == CHANGE.c.owner_type, held.c.record_id == CHANGE.c.owner_id)
    last = sa.select(told).where(*is_of_it, told.is_not(None)).order_by(held.c.id.desc()).limit(1)
    gone = (CHANGE.c.agreement_id.is_(None), CHANGE.c.owner_type.in_(HANGING))
    op.execute(sa.update(CHANGE).where(*gone).values(agreement_id=last.scalar_subquery()))
    op.execute("UPDATE trash_item SET agreement_id = record_id WHERE record_type = 'agreement'")
    if _is_sqlite():
        hung = "json_extract(content, '$.rows.' || record_type || '[0].agreement_id')"
    else:
        hung = "CAST(content->'rows'->record_type->0->>'agreement_id' AS BIGINT)"
    others = sa.update(TRASH_ITEM).where(TRASH_ITEM.c.record_type != "agreement")
    op.execute(others.values(agreement_id=sa.literal_column(hung)))


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
