"""Delegations and events; who took part, where and until when; tasks and documents of happenings.

SQLite cannot change a constraint, so the table is written anew there. Nothing refers to it yet.
"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
KINDS = ("meeting", "visit", "delegation", "call", "email", "event", "news")
KINDS_BEFORE = ("meeting", "visit", "call", "email", "news")
CATEGORIES = ("government", "international", "hospital", "enterprise", "other")
LINKED = {
    "partner": "partner",
    "agreement": "agreement",
    "contact": "contact",
    "user": "user_account",
}
POINTING = ("task", "document")
ROOM_NAMED = ("saved_view", "export_columns")
INDEXES = {
    "agreement_id": ["agreement_id", "happened_on"],
    "happened_on": ["happened_on", "id"],
    "kind": ["kind", "happened_on"],
    "partner_id": ["partner_id", "happened_on"],
    "title": ["title"],
    "channel": ["channel", "happened_on"],
}


def upgrade() -> None:
    added = {
        "ends_on": sa.Date(),
        "place": sa.String(200),
        "visitors": sa.Text(),
        "programme": sa.Text(),
    }
    if op.get_bind().dialect.name == "sqlite":
        _write_anew(KINDS, added)
    else:
        op.drop_constraint("ck_happening_happeningkind", "happening")
        op.create_check_constraint(op.f("ck_happening_happeningkind"), "happening", _one_of(KINDS))
        for name, kind in added.items():
            op.add_column("happening", sa.Column(name, kind))
        op.create_check_constraint(
            op.f("ck_happening_ends_after_start"), "happening", "ends_on >= happened_on"
        )
    for name, table in LINKED.items():
        _link(name, table)
    number = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    for table in POINTING:
        # One statement: SQLite takes the constraint with the column, and drops it with it.
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN happening_id {number} "
            f"CONSTRAINT fk_{table}_happening_id_happening "
            "REFERENCES happening (id)"
        )
    _call_the_room("timeline", "happenings")
    op.create_index("ix_task_happening_id", "task", ["happening_id"])
    op.create_index("ix_document_happening_id", "document", ["happening_id", "filed_at"])


def downgrade() -> None:
    _call_the_room("happenings", "timeline")
    for table in POINTING:
        op.drop_index(f"ix_{table}_happening_id", table)
        op.drop_column(table, "happening_id")
    for name in LINKED:
        op.drop_table(f"happening_{name}")
    op.execute("UPDATE happening SET kind = 'visit' WHERE kind = 'delegation'")
    op.execute("UPDATE happening SET kind = 'meeting' WHERE kind = 'event'")
    if op.get_bind().dialect.name == "sqlite":
        _write_anew(KINDS_BEFORE, {})
        return
    op.drop_constraint("ck_happening_ends_after_start", "happening")
    for name in ("ends_on", "place", "visitors", "programme"):
        op.drop_column("happening", name)
    op.drop_constraint("ck_happening_happeningkind", "happening")
    op.create_check_constraint(
        op.f("ck_happening_happeningkind"), "happening", _one_of(KINDS_BEFORE)
    )


def _one_of(words: tuple[str, ...], column: str = "kind") -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


def _call_the_room(before: str, after: str) -> None:
    """The list has got the address that its records are called by."""
    for name in ROOM_NAMED:
        table = sa.table(name, sa.column("room"))
        op.execute(table.update().where(table.c.room == before).values(room=after))


def _write_anew(kinds: tuple[str, ...], added: dict[str, sa.types.TypeEngine[object]]) -> None:
    until = [
        sa.CheckConstraint("ends_on >= happened_on", name=op.f("ck_happening_ends_after_start"))
    ]
    op.create_table(
        "happening_anew",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("happened_on", sa.Date()),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("body", sa.Text()),
        sa.Column("link", sa.String(500)),
        sa.Column("partner_id", NUMBER),
        sa.Column("agreement_id", NUMBER),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        # With the column, so that it goes with it.
        sa.Column(
            "channel",
            sa.String(20),
            sa.CheckConstraint(_one_of(CATEGORIES, "channel"), name=op.f("ck_happening_category")),
        ),
        *(sa.Column(name, kind) for name, kind in added.items()),
        sa.CheckConstraint(_one_of(kinds), name=op.f("ck_happening_happeningkind")),
        sa.CheckConstraint("title <> ''", name=op.f("ck_happening_titled")),
        *(until if added else []),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreement.id"],
            name="fk_happening_agreement_id_agreement",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["partner.id"],
            name="fk_happening_partner_id_partner",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_happening"),
    )
    op.execute(
        "INSERT INTO happening_anew (id, kind, happened_on, title, body, link, partner_id,"
        " agreement_id, created_at, updated_at, version, channel) SELECT id, kind, happened_on,"
        " title, body, link, partner_id, agreement_id, created_at, updated_at, version, channel"
        " FROM happening"
    )
    op.drop_table("happening")
    op.rename_table("happening_anew", "happening")
    for name, columns_of_it in INDEXES.items():
        op.create_index(f"ix_happening_{name}", "happening", columns_of_it)


def _link(name: str, table: str) -> None:
    op.create_table(
        f"happening_{name}",
        sa.Column("happening_id", NUMBER, nullable=False),
        sa.Column(f"{name}_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["happening_id"],
            ["happening.id"],
            name=f"fk_happening_{name}_happening_id_happening",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            [f"{name}_id"],
            [f"{table}.id"],
            name=f"fk_happening_{name}_{name}_id_{table}",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("happening_id", f"{name}_id", name=f"pk_happening_{name}"),
    )
    op.create_index(f"ix_happening_{name}_{name}_id", f"happening_{name}", [f"{name}_id"])
