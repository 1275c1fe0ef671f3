"""Proposals, enquiries and suggestions stand in the order of their status, out of an index."""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None

STATUSES = {
    "proposal": ("received", "asked", "answered", "drafted", "declined"),
    "enquiry": ("received", "taken_up", "aside"),
    "suggestion": ("pending", "accepted", "declined"),
}


def upgrade() -> None:
    for table, statuses in STATUSES.items():
        op.create_index(f"ix_{table}_by_status", table, [_place(statuses), "id"])


def downgrade() -> None:
    for table in STATUSES:
        op.drop_index(f"ix_{table}_by_status", table)


def _place(statuses: tuple[str, ...]) -> sa.TextClause:
    place = "status"
    for number, said in enumerate(statuses):
        place = f"replace({place}, '{said}', '{number}')"
    return sa.text(place)
