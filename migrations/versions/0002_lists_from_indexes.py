"""Answer lists by what somebody filters for from the index alone."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WIDER = (
    (
        "ix_agreement_title_sort",
        "agreement",
        ["title_sort", "id"],
        ["expires_on", "is_open_ended", "effective_on"],
    ),
    (
        "ix_agreement_decide_by",
        "agreement",
        ["decide_by", "decision", "is_open_ended"],
        ["type_id", "renewal", "owner_id"],
    ),
    ("ix_task_done_at", "task", ["done_at", "due_on"], ["assignee_id"]),
)
"""Name, table, columns until now, columns that come to them."""


def upgrade() -> None:
    for name, table, columns, more in WIDER:
        op.drop_index(name, table_name=table)
        op.create_index(name, table, [*columns, *more])


def downgrade() -> None:
    for name, table, columns, _more in WIDER:
        op.drop_index(name, table_name=table)
        op.create_index(name, table, columns)
