"""Countries in the order of their names in either language, words in that of the office."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from crm.models.countries import country_keys
from crm.models.names import sort_key

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

SORT_KEY = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")
PLACES = {
    "category": ("government", "international", "hospital", "enterprise", "other"),
    "status": ("prospect", "active", "dormant", "closed"),
    "kind": ("deliver", "pay", "report", "meet", "other"),
}
NAMES = (("", "name_sort"), ("_zh", "name_sort_zh"))
SOME_HAVE = (
    ("partner", "ix_partner_by_country", ("country_sort", "name_sort")),
    ("partner", "ix_partner_by_country_zh", ("country_sort_zh", "name_sort_zh")),
    ("partner", "ix_partner_by_city", ("city_sort", "name_sort")),
    ("partner", "ix_partner_by_city_zh", ("city_sort", "name_sort_zh")),
    ("contact", "ix_contact_by_position_zh", ("position_sort", "name_sort_zh")),
)
"""Indexes that PostgreSQL needs from the other end too."""

BY_TYPE = ("type_place", "type_id", "title_sort_zh")
AT_ONCE = 1000


def upgrade() -> None:
    for name in ("country_sort", "country_sort_zh"):
        op.add_column("partner", sa.Column(name, SORT_KEY))
    _write_keys_of_countries()
    _drop("partner", "ix_partner_city_sort", down="ix_partner_city_down")
    _drop_downwards("partner", "ix_partner_country_down")
    for table, index, columns in SOME_HAVE:
        op.create_index(index, table, list(columns))
        _index_downwards(f"{index}_down", table, columns)
    for word in ("category", "status"):
        for suffix, name in NAMES:
            op.create_index(f"ix_partner_by_{word}{suffix}", "partner", [_place(word), name])
    op.create_index("ix_obligation_by_kind", "obligation", [_place("kind"), "id"])
    op.create_index("ix_agreement_by_type_zh", "agreement", list(BY_TYPE))
    about = sa.Column("about_sort", SORT_KEY, nullable=False, server_default="")
    op.add_column("suggestion", about)
    if op.get_bind().dialect.name == "postgresql":  # SQLite keeps the default, harmlessly
        op.alter_column("suggestion", "about_sort", server_default=None)
    _write_keys_of_suggestions()
    op.drop_index("ix_suggestion_about", "suggestion")
    op.create_index("ix_suggestion_about_sort", "suggestion", ["about_sort", "id"])


def downgrade() -> None:
    op.drop_index("ix_suggestion_about_sort", "suggestion")
    op.create_index("ix_suggestion_about", "suggestion", ["about"])
    op.drop_column("suggestion", "about_sort")
    op.drop_index("ix_agreement_by_type_zh", "agreement")
    op.drop_index("ix_obligation_by_kind", "obligation")
    for word in ("category", "status"):
        for suffix, _name in NAMES:
            op.drop_index(f"ix_partner_by_{word}{suffix}", "partner")
    for table, index, _columns in SOME_HAVE:
        _drop(table, index, down=f"{index}_down")
    op.create_index("ix_partner_city_sort", "partner", ["city_sort", "name_sort"])
    _index_downwards("ix_partner_city_down", "partner", ("city_sort", "name_sort"))
    _index_downwards("ix_partner_country_down", "partner", ("country", "name_sort"))
    for name in ("country_sort", "country_sort_zh"):
        op.drop_column("partner", name)


def _write_keys_of_countries() -> None:
    partners = sa.table("partner", *map(sa.column, ("country", "country_sort", "country_sort_zh")))
    connection = op.get_bind()
    codes = sa.select(partners.c.country).where(partners.c.country.is_not(None)).distinct()
    for code in connection.scalars(codes).all():
        english, chinese = country_keys(code)
        kept = sa.update(partners).where(partners.c.country == code)
        connection.execute(kept.values(country_sort=english, country_sort_zh=chinese))


def _place(word: str) -> sa.TextClause:
    place = word
    for number, said in enumerate(PLACES[word]):
        place = f"replace({place}, '{said}', '{number}')"
    return sa.text(place)


def _drop(table: str, index: str, down: str) -> None:
    op.drop_index(index, table)
    _drop_downwards(table, down)


def _drop_downwards(table: str, index: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index(index, table)


def _index_downwards(index: str, table: str, columns: Sequence[str]) -> None:
    """PostgreSQL reads an index backwards only with the empty ones in front."""
    if op.get_bind().dialect.name == "postgresql":
        first, second = columns
        parts = (f"{first} DESC NULLS LAST", f"{second} DESC", "id DESC")
        op.create_index(index, table, [sa.text(part) for part in parts])


def _write_keys_of_suggestions() -> None:
    """A portion at a time."""
    rows = sa.table("suggestion", *map(sa.column, ("id", "about", "about_sort")))
    kept = sa.update(rows).where(rows.c.id == sa.bindparam("number"))
    kept = kept.values(about_sort=sa.bindparam("key"))
    connection, last = op.get_bind(), 0
    chosen = sa.select(rows.c.id, rows.c.about).order_by(rows.c.id).limit(AT_ONCE)
    while found := connection.execute(chosen.where(rows.c.id > last)).all():
        values = [{"number": row.id, "key": sort_key(row.about)} for row in found]
        connection.execute(kept, values)
        last = found[-1].id
