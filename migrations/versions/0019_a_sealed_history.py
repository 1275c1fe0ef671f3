"""The history says by which way a change came, whose part it was, and is chained by digests."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
ACTS = ("created", "changed", "deleted")
WAYS = ("form", "import", "api", "command", "itself")
AT_ONCE = 1000
SEALED = (
    "by_id",
    "way",
    "act",
    "record_type",
    "record_id",
    "owner_type",
    "owner_id",
    "owner_version",
    "name",
    "fields",
    "form_key",
)
BEFORE = sa.table(
    "change_before",
    sa.column("id", NUMBER),
    sa.column("at", MOMENT),
    *(sa.column(name) for name in ("by_id", "act", "record_type", "record_id", "name")),
    *(sa.column(name) for name in ("owner_type", "owner_id")),
    sa.column("fields", sa.JSON()),
    sa.column("created_at", MOMENT),
    sa.column("updated_at", MOMENT),
    sa.column("version"),
)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _one_of(column: str, words: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    name = op.f(f"ck_change_{column}")
    return sa.CheckConstraint(f"{column} IN ({listed})", name=name)


def _columns(*more: sa.Column[Any]) -> tuple[Any, ...]:
    return (
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_id", NUMBER),
        sa.Column("act", sa.String(20), nullable=False),
        sa.Column("record_type", sa.String(20), nullable=False),
        sa.Column("record_id", NUMBER, nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        *more,
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["user_account.id"], name=op.f("fk_change_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )


def upgrade() -> None:
    _put_aside()
    table = op.create_table(
        "change",
        *_columns(
            sa.Column("way", sa.String(20), nullable=False),
            sa.Column("owner_type", sa.String(20), nullable=False),
            sa.Column("owner_id", NUMBER, nullable=False),
            sa.Column("owner_version", sa.Integer()),
            sa.Column("form_key", sa.String(64)),
            sa.Column("digest", sa.String(64), nullable=False),
        ),
        _one_of("act", (*ACTS, "restored")),
        _one_of("way", WAYS),
    )
    _bring_back(table, _sealed(_lines()))
    op.create_index("ix_change_at", "change", ["at", "id"])
    op.create_index("ix_change_owner", "change", ["owner_type", "owner_id", "id"])
    op.create_index("ix_change_record", "change", ["record_type", "record_id"])
    op.create_index("ix_change_by_id", "change", ["by_id", "at"])
    op.create_index("ix_change_type_at", "change", ["owner_type", "at"])
    op.create_index("uq_change_form_key", "change", ["form_key"], unique=True)
    op.create_index("ix_change_act", "change", ["act", "at"])
    op.create_index("ix_change_way", "change", ["way", "at"])


def downgrade() -> None:
    op.execute("DELETE FROM change WHERE act = 'restored'")
    _put_aside()
    table = op.create_table("change", *_columns(), _one_of("act", ACTS))
    _bring_back(table, _parts_left_out(_rows()))
    op.create_index("ix_change_at", "change", ["at", "id"])
    op.create_index("ix_change_by_id", "change", ["by_id"])
    op.create_index("ix_change_record", "change", ["record_type", "record_id"])


def _put_aside() -> None:
    op.execute("CREATE TABLE change_before AS SELECT * FROM change")
    op.drop_table("change")


def _bring_back(table: sa.Table, lines: Iterator[dict[str, Any]]) -> None:
    batch: list[dict[str, Any]] = []
    for line in lines:
        batch.append(line)
        if len(batch) == AT_ONCE:
            op.bulk_insert(table, batch)
            batch = []
    op.bulk_insert(table, batch)
    op.drop_table("change_before")
    if not _is_sqlite():
        op.execute(
            "SELECT setval(pg_get_serial_sequence('change', 'id'),"
            " coalesce((SELECT max(id) FROM change), 0) + 1, false)"
        )


def _rows(*left_out: str) -> Iterator[dict[str, Any]]:
    """The lines as they were, so many at once, in their order."""
    columns = [column for column in BEFORE.c if column.name not in left_out]
    last = 0
    while True:
        statement = sa.select(*columns).where(BEFORE.c.id > last).order_by(BEFORE.c.id)
        rows = op.get_bind().execute(statement.limit(AT_ONCE)).mappings().all()
        yield from (dict(row) for row in rows)
        if len(rows) < AT_ONCE:
            return
        last = rows[-1]["id"]


def _lines() -> Iterator[dict[str, Any]]:
    for row in _rows("owner_type", "owner_id"):
        yield row | {
            "way": "command" if row["by_id"] is None else "form",
            "owner_type": row["record_type"],
            "owner_id": row["record_id"],
            "owner_version": None,
            "form_key": None,
            "fields": _flat(row["fields"]),
        }


def _flat(fields: dict[str, Any]) -> dict[str, Any]:
    """Answers and years, which stood together under one name, each under its own."""
    flat: dict[str, Any] = {}
    for name, pair in fields.items():
        flat |= pair if isinstance(pair, dict) else {name: pair}
    return flat


def _sealed(lines: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    digest = ""
    for line in lines:
        digest = _seal(digest, line)
        yield line | {"digest": digest}


def _seal(before: str, line: dict[str, Any]) -> str:
    at: datetime = line["at"]
    moment = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    covered = [before, moment.isoformat(timespec="microseconds")]
    covered += [line[name] for name in SEALED]
    text = json.dumps(covered, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _parts_left_out(rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The older schema knows no lines of parts."""
    for row in rows:
        owner = (row.pop("owner_type"), row.pop("owner_id"))
        if owner == (row["record_type"], row["record_id"]):
            yield row
