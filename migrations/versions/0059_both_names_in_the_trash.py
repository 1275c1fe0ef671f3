"""What lies in the trash keeps its Chinese name beside the first one."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

ITEMS = sa.table(
    "trash_item",
    sa.column("id"),
    sa.column("record_type"),
    sa.column("record_id"),
    sa.column("content", sa.JSON()),
    sa.column("name_zh"),
)
CHINESE = ("name_zh", "title_zh", "label_zh")


def upgrade() -> None:
    op.add_column("trash_item", sa.Column("name_zh", sa.String(300)))
    connection = op.get_bind()
    for number in connection.scalars(sa.select(ITEMS.c.id)).all():  # one may hold a lot
        (item,) = connection.execute(sa.select(ITEMS).where(ITEMS.c.id == number)).all()
        if (name := _chinese_name(item.record_type, item.record_id, item.content)) is not None:
            said = sa.update(ITEMS).where(ITEMS.c.id == number)
            connection.execute(said.values(name_zh=name))


def downgrade() -> None:
    op.drop_column("trash_item", "name_zh")


def _chinese_name(kind: str, number: int, content: Mapping[str, Any]) -> str | None:
    rows = (row for row in content.get("rows", {}).get(kind, ()) if row["id"] == number)
    return next((row[name] for row in rows for name in CHINESE if row.get(name)), None)
