"""What lies in the trash is found by its pinyin and its initials, too."""

import sqlalchemy as sa
from alembic import op

from crm.models.prepared import Searched, searched_words

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None

ITEMS = sa.table("trash_item", *(sa.column(name) for name in ("id", "name", "name_zh", "words")))


def upgrade() -> None:
    words = sa.Column("words", sa.Text(), nullable=False, server_default="")
    op.add_column("trash_item", words)
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":  # SQLite keeps the default, harmlessly
        op.alter_column("trash_item", "words", server_default=None)
    named = sa.select(ITEMS.c.id, ITEMS.c.name, ITEMS.c.name_zh)
    for item in connection.execute(named).all():
        found = " ".join(searched_words(Searched([item.name, item.name_zh])))
        said = sa.update(ITEMS).where(ITEMS.c.id == item.id)
        connection.execute(said.values(words=f" {found} "))


def downgrade() -> None:
    op.drop_column("trash_item", "words")
