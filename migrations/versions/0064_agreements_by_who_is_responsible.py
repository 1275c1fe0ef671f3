"""Agreements stand in the order of the names of those who are responsible, out of an index."""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None

SORT_KEY = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")
INDEXES = {
    "ix_agreement_by_owner": ("owner_sort", "title_sort"),
    "ix_agreement_by_owner_zh": ("owner_sort", "title_sort_zh"),
}


def upgrade() -> None:
    op.add_column("agreement", sa.Column("owner_sort", SORT_KEY))
    op.execute(
        "UPDATE agreement SET owner_sort = (SELECT u.name_sort FROM user_account u"
        " WHERE u.id = agreement.owner_id) WHERE owner_id IS NOT NULL"
    )
    for name, columns in INDEXES.items():
        op.create_index(name, "agreement", columns)
        if _is_postgresql():
            first, second = columns
            parts = (f"{first} DESC NULLS LAST", f"{second} DESC", "id DESC")
            op.create_index(f"{name}_down", "agreement", [sa.text(part) for part in parts])


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, "agreement")
        if _is_postgresql():
            op.drop_index(f"{name}_down", "agreement")
    op.drop_column("agreement", "owner_sort")


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
