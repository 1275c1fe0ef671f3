"""What readers were told of by its kind, so that a search for all kinds can tell what is new."""

from urllib.parse import parse_qs

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

KINDS = {
    "partners": "partner",
    "contacts": "contact",
    "agreements": "agreement",
    "tasks": "task",
    "obligations": "obligation",
    "renewals": "agreement",
    "unknown_ends": "agreement",
    "missed_renewals": "agreement",
    "happenings": "happening",
    "timeline": "happening",
    "pipeline": "partner",
}
"""By the list, or by the kind that a search was for."""


def upgrade() -> None:
    kind = sa.Column("record_type", sa.String(20), nullable=False, server_default="")
    op.add_column("view_match", kind)
    _say_kinds()
    if op.get_bind().dialect.name == "postgresql":  # SQLite keeps the default, harmlessly
        op.alter_column("view_match", "record_type", server_default=None)
    op.drop_index("uq_view_match", "view_match")
    parts = ["choice_id", "record_type", "record_id"]
    op.create_index("uq_view_match", "view_match", parts, unique=True)


def downgrade() -> None:
    """Of two records of one number no more than one can be told apart: all are news again."""
    op.execute("DELETE FROM view_match")
    op.drop_index("uq_view_match", "view_match")
    op.create_index("uq_view_match", "view_match", ["choice_id", "record_id"], unique=True)
    op.drop_column("view_match", "record_type")


def _say_kinds() -> None:
    connection = op.get_bind()
    matches = sa.table("view_match", sa.column("choice_id"), sa.column("record_type"))
    views = sa.text(
        "SELECT c.id, v.room, v.query FROM view_choice c JOIN saved_view v ON v.id = c.view_id"
    )
    for choice, room, query in connection.execute(views).all():
        (called,) = parse_qs(query or "").get("kind", [""]) if room == "search" else [room]
        said = sa.update(matches).where(matches.c.choice_id == choice)
        connection.execute(said.values(record_type=KINDS.get(called, "")))
