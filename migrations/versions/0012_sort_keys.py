"""An index for each order that a list offers, and for what a list opens with."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

SORT_KEY = sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql")
RANK = "CASE priority WHEN 'high' THEN 0 WHEN 'normal' THEN 1 ELSE 2 END"

KEYS = (
    """UPDATE contact SET
      partner_sort = (
        SELECT p.name_sort FROM contact_position h JOIN partner p ON p.id = h.partner_id
        WHERE h.contact_id = contact.id AND h.is_main),
      position_sort = (
        SELECT h.title FROM contact_position h WHERE h.contact_id = contact.id AND h.is_main)""",
    """UPDATE agreement SET
      partner_sort = (
        SELECT p.name_sort FROM agreement_party y JOIN partner p ON p.id = y.partner_id
        WHERE y.agreement_id = agreement.id ORDER BY y.place, y.id LIMIT 1),
      type_place = (SELECT t.place FROM agreement_type t WHERE t.id = agreement.type_id)""",
)
COLUMNS = (
    ("contact", "partner_sort", SORT_KEY),
    ("contact", "position_sort", SORT_KEY),
    ("agreement", "partner_sort", SORT_KEY),
)
OLD = (
    ("ix_agreement_owner_id", "agreement", ["owner_id"]),
    ("ix_agreement_renewal", "agreement", ["renewal"]),
    ("ix_task_priority", "task", ["priority"]),
)
NEW = (
    ("ix_partner_category_name_sort", "partner", ["category", "name_sort"]),
    ("ix_contact_partner_sort", "contact", ["partner_sort", "name_sort"]),
    ("ix_contact_position_sort", "contact", ["position_sort", "name_sort"]),
    ("ix_agreement_partner_sort", "agreement", ["partner_sort", "title_sort"]),
    ("ix_agreement_by_type", "agreement", ["type_place", "type_id", "title_sort"]),
    ("ix_agreement_owner_id", "agreement", ["owner_id", "title_sort"]),
    ("ix_agreement_renewal", "agreement", ["renewal", "title_sort"]),
    ("ix_task_priority_rank", "task", ["priority_rank", "id"]),
    ("ix_task_priority", "task", ["priority", "done_at", "due_on", "assignee_id"]),
)
DOWN = (
    ("ix_partner_country_down", "partner", "country", ["name_sort"]),
    ("ix_partner_city_down", "partner", "city", ["name_sort"]),
    ("ix_contact_email_down", "contact", "email", []),
    ("ix_contact_partner_down", "contact", "partner_sort", ["name_sort"]),
    ("ix_contact_position_down", "contact", "position_sort", ["name_sort"]),
    ("ix_agreement_reference_down", "agreement", "reference", []),
    ("ix_agreement_partner_down", "agreement", "partner_sort", ["title_sort"]),
    ("ix_agreement_signed_on_down", "agreement", "signed_on", []),
    ("ix_agreement_ends_on_down", "agreement", "ends_on", []),
    ("ix_agreement_decide_by_down", "agreement", "decide_by", []),
    ("ix_task_due_on_down", "task", "due_on", []),
    ("ix_happening_happened_on_down", "happening", "happened_on", []),
)
"""For PostgreSQL only: name, table, the column whose empty ones stand last, and the rest."""


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def upgrade() -> None:
    for table, name, kind in COLUMNS:
        op.add_column(table, sa.Column(name, kind))
    place = sa.Column("type_place", sa.Integer(), server_default="0", nullable=False)
    op.add_column("agreement", place)
    # SQLite adds a computed column only as one that is worked out when it is read.
    rank = sa.Computed(RANK, persisted=_is_postgresql())
    op.add_column("task", sa.Column("priority_rank", sa.Integer(), rank, nullable=False))
    for statement in KEYS:
        op.execute(statement)
    for name, table, _columns in OLD:
        op.drop_index(name, table_name=table)
    for name, table, columns in NEW:
        op.create_index(name, table, columns)
    is_done = sa.text("done_at IS NOT NULL")
    op.create_index(
        "ix_task_done",
        "task",
        ["due_on", "id", "done_at"],
        sqlite_where=is_done,
        postgresql_where=is_done,
    )
    if _is_postgresql():
        _make_those_for_postgresql()


def _make_those_for_postgresql() -> None:
    for name, table, first, rest in DOWN:
        parts = [f"{first} DESC NULLS LAST", *(f"{column} DESC" for column in (*rest, "id"))]
        op.create_index(name, table, [sa.text(part) for part in parts])
    is_open = sa.text("done_at IS NULL")
    columns = ["due_on", "id", "assignee_id"]
    op.create_index("ix_task_open", "task", columns, postgresql_where=is_open)


def downgrade() -> None:
    if _is_postgresql():
        for name, table, *_columns in (*DOWN, ("ix_task_open", "task")):
            op.drop_index(name, table_name=table)
    op.drop_index("ix_task_done", table_name="task")
    for name, table, _columns in NEW:
        op.drop_index(name, table_name=table)
    for name, table, columns in OLD:
        op.create_index(name, table, columns)
    op.drop_column("task", "priority_rank")
    op.drop_column("agreement", "type_place")
    for table, name, _kind in COLUMNS:
        op.drop_column(table, name)
