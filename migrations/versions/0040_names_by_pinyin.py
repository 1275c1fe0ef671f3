"""Names in the order of their pinyin, for who reads English and for who reads Chinese."""

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from crm.models.names import sort_key

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

SORT_KEY = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAMED = {
    "agreement_type": "name",
    "unit": "name",
    "draft_template": "name",
    "partner": "name",
    "contact": "name",
    "agreement": "title",
}
OF_PARTNER = {
    "contact": (
        "SELECT p.{key} FROM contact_position h JOIN partner p ON p.id = h.partner_id"
        " WHERE h.contact_id = contact.id AND h.is_main"
    ),
    "agreement": (
        "SELECT p.{key} FROM agreement_party y JOIN partner p ON p.id = y.partner_id"
        " WHERE y.agreement_id = agreement.id ORDER BY y.place, y.id LIMIT 1"
    ),
}
INDEXES = (
    ("ix_partner_name_sort_zh", "partner", ["name_sort_zh", "id"]),
    ("ix_contact_name_sort_zh", "contact", ["name_sort_zh", "id"]),
    ("ix_contact_partner_sort_zh", "contact", ["partner_sort_zh", "name_sort_zh"]),
    ("ix_agreement_title_sort_zh", "agreement", ["title_sort_zh", "id"]),
    ("ix_agreement_partner_sort_zh", "agreement", ["partner_sort_zh", "title_sort_zh"]),
)
DOWNWARDS = (
    ("ix_contact_partner_zh_down", "contact", "partner_sort_zh", "name_sort_zh"),
    ("ix_agreement_partner_zh_down", "agreement", "partner_sort_zh", "title_sort_zh"),
)
AT_ONCE = 1000


def upgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for table, name in NAMED.items():
        key = sa.Column(f"{name}_sort_zh", SORT_KEY, nullable=False, server_default="")
        op.add_column(table, key)
        if is_postgresql:  # SQLite keeps the default, harmlessly
            op.alter_column(table, f"{name}_sort_zh", server_default=None)
        _write_keys(table, name)
    _write_keys_of_people()
    for table, selected in OF_PARTNER.items():
        op.add_column(table, sa.Column("partner_sort_zh", SORT_KEY))
        keys = {
            f"partner_{key}": sa.text(f"({selected.format(key=f'name_{key}')})")
            for key in ("sort", "sort_zh")
        }
        op.execute(sa.update(sa.table(table, *map(sa.column, keys))).values(keys))
    for index, table, columns in INDEXES:
        op.create_index(index, table, columns)
    if is_postgresql:
        for index, table, first, second in DOWNWARDS:
            parts = (f"{first} DESC NULLS LAST", f"{second} DESC", "id DESC")
            op.create_index(index, table, [sa.text(part) for part in parts])


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for index, table, _first, _second in DOWNWARDS:
            op.drop_index(index, table)
    for index, table, _columns in INDEXES:
        op.drop_index(index, table)
    for table in OF_PARTNER:
        op.drop_column(table, "partner_sort_zh")
    for table, name in NAMED.items():
        op.drop_column(table, f"{name}_sort_zh")


def _write_keys(table: str, name: str) -> None:
    columns = ("id", f"{name}_en", f"{name}_zh")
    keys = (f"{name}_sort", f"{name}_sort_zh")
    _write(
        sa.table(table, *(sa.column(column) for column in (*columns, *keys))),
        columns,
        keys,
        lambda english, chinese: (sort_key(english, chinese), sort_key(chinese, english)),
    )


def _write_keys_of_people() -> None:
    people = sa.table("user_account", *(sa.column(name) for name in ("id", "name", "name_sort")))
    _write(people, ("id", "name"), ("name_sort",), lambda name: (sort_key(name),))


def _write(
    table: sa.TableClause,
    read: Sequence[str],
    written: Sequence[str],
    keys_of: Callable[..., tuple[Any, ...]],
) -> None:
    """A portion at a time: a register may have a hundred thousand names."""
    connection, last = op.get_bind(), 0
    statement = (
        sa.update(table)
        .where(table.c.id == sa.bindparam("number"))
        .values({name: sa.bindparam(f"new_{name}") for name in written})
    )
    chosen = sa.select(*(table.c[name] for name in read)).order_by(table.c.id).limit(AT_ONCE)
    while rows := connection.execute(chosen.where(table.c.id > last)).all():
        new = [f"new_{name}" for name in written]
        values = [
            {"number": number, **dict(zip(new, keys_of(*names), strict=True))}
            for number, *names in rows
        ]
        connection.execute(statement, values)
        last = rows[-1].id
