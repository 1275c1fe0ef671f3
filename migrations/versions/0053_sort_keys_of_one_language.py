"""Titles, towns and names that stand in one language in the order of their pinyin too."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from crm.models.names import sort_key

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

SORT_KEY = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")
SAID = {
    "task": ("title",),
    "happening": ("title",),
    "document": ("title",),
    "obligation": ("text",),
    "proposal": ("title", "partner_name", "proposer_name"),
    "enquiry": ("organisation", "name"),
}
"""What each record of these says."""

MAYBE = {"partner": "city", "contact_position": "title"}
"""What some records of these say."""

UNKNOWN = ("ix_agreement_end_unknown_zh", "agreement")
ENDS = ("partner_sort_zh", "title_sort_zh")
WITH_KIND = (("ix_document_kind", "kind"), ("ix_document_access", "access"))
POSITIONS = "SELECT h.{name} FROM contact_position h WHERE h.contact_id = contact.id AND h.is_main"
AT_ONCE = 1000


def upgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for table, names in SAID.items():
        for name in names:
            key = sa.Column(f"{name}_sort", SORT_KEY, nullable=False, server_default="")
            op.add_column(table, key)
            if is_postgresql:  # SQLite keeps the default, harmlessly
                op.alter_column(table, f"{name}_sort", server_default=None)
            _write_keys(table, name)
            op.drop_index(f"ix_{table}_{name}", table)
            op.create_index(f"ix_{table}_{name}_sort", table, [f"{name}_sort", "id"])
    for table, name in MAYBE.items():
        op.add_column(table, sa.Column(f"{name}_sort", SORT_KEY))
        _write_keys(table, name)
    _index_documents("title_sort")
    op.drop_index("ix_partner_city", "partner")
    op.create_index("ix_partner_city_sort", "partner", ["city_sort", "name_sort"])
    _index_some(
        "ix_partner_pipeline_name_zh", "partner", ["name_sort_zh", "id"], "pipeline IS NOT NULL"
    )
    _index_some(*UNKNOWN, ["is_endless", "stage", *ENDS, "id"], "ends_on IS NULL")
    if is_postgresql:
        first, second = ENDS
        downwards = [f"{first} DESC NULLS LAST", f"{second} DESC", "id DESC"]
        parts = ["is_endless", "stage", *downwards]
        _index_some(f"{UNKNOWN[0]}_down", "agreement", parts, "ends_on IS NULL")
    _index_towns_downwards("city_sort")
    _keep_positions("title_sort")


def downgrade() -> None:
    _keep_positions("title")
    _index_towns_downwards("city")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index(f"{UNKNOWN[0]}_down", "agreement")
    op.drop_index(*UNKNOWN)
    op.drop_index("ix_partner_pipeline_name_zh", "partner")
    op.drop_index("ix_partner_city_sort", "partner")
    op.create_index("ix_partner_city", "partner", ["city", "name_sort"])
    _index_documents("title")
    for table, name in MAYBE.items():
        op.drop_column(table, f"{name}_sort")
    for table, names in SAID.items():
        for name in names:
            op.drop_index(f"ix_{table}_{name}_sort", table)
            op.drop_column(table, f"{name}_sort")
            also = ["id"] if table == "document" else []
            op.create_index(f"ix_{table}_{name}", table, [name, *also])


def _index_some(index: str, table: str, parts: Sequence[str], which: str) -> None:
    where, said = sa.text(which), [sa.text(part) for part in parts]
    op.create_index(index, table, said, sqlite_where=where, postgresql_where=where)


def _index_documents(title: str) -> None:
    for index, first in WITH_KIND:
        op.drop_index(index, "document")
        op.create_index(index, "document", [first, title])


def _index_towns_downwards(city: str) -> None:
    """PostgreSQL reads an index backwards only with the empty ones in front."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_partner_city_down", "partner")
        parts: Sequence[str] = (f"{city} DESC NULLS LAST", "name_sort DESC", "id DESC")
        op.create_index("ix_partner_city_down", "partner", [sa.text(part) for part in parts])


def _keep_positions(name: str) -> None:
    contacts = sa.table("contact", sa.column("position_sort"))
    held = sa.text(f"({POSITIONS.format(name=name)})")
    op.execute(sa.update(contacts).values(position_sort=held))


def _write_keys(table: str, name: str) -> None:
    """A portion at a time: a register may have a hundred thousand of them."""
    rows = sa.table(table, sa.column("id"), sa.column(name), sa.column(f"{name}_sort"))
    said, number = rows.c[name], rows.c.id
    kept = (
        sa.update(rows)
        .where(number == sa.bindparam("number"))
        .values({f"{name}_sort": sa.bindparam("key")})
    )
    chosen = sa.select(number, said).where(said.is_not(None)).order_by(number).limit(AT_ONCE)
    connection, last = op.get_bind(), 0
    while found := connection.execute(chosen.where(number > last)).all():
        values = [{"number": row[0], "key": sort_key(row[1])} for row in found]
        connection.execute(kept, values)
        last = found[-1][0]
