"""Reviews, postponed decisions, automatic renewals, and the review days of endless agreements."""

import calendar
from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

STAGES = ("to_do", "evaluating", "deciding", "negotiating", "renewed", "ended")
TO_AGREEMENT = (
    (
        "review_years",
        "INTEGER CONSTRAINT ck_agreement_review_years CHECK (review_years BETWEEN 1 AND 50)",
    ),
    ("reviewed_on", "DATE"),
    ("postponed_to", "DATE"),
    (
        "postponed_why",
        "TEXT CONSTRAINT ck_agreement_postponed",
        "CHECK ((postponed_to IS NULL) = (postponed_why IS NULL))",
    ),
    (
        "renewal_months",
        "INTEGER CONSTRAINT ck_agreement_renewal_months",
        "CHECK (renewal_months BETWEEN 1 AND 1200)",
    ),
    ("renewed_to", "DATE"),
    ("review_on", "DATE"),
)
INDEX = "ix_agreement_decide_by"
OLD_COLUMNS = [
    "decide_by",
    "decision",
    "is_endless",
    "stage",
    "link",
    "type_id",
    "renewal",
    "owner_id",
]
OLD_RULE = (
    "date(ends_on, '-' || (notice_days + preparation_days) || ' days')",
    "ends_on - (notice_days + preparation_days)",
)
RULE = "coalesce(postponed_to, CASE WHEN is_endless THEN review_on ELSE {} END)"
BY_ITSELF = "renewal = 'automatic' AND ends_on IS NOT NULL"


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _compute_decide_by(sqlite: str, postgresql: str) -> None:
    """SQLite adds a computed column only as one that is worked out when it is read."""
    op.execute("ALTER TABLE agreement DROP COLUMN decide_by")
    rule = f"({sqlite}) VIRTUAL" if _is_sqlite() else f"({postgresql}) STORED"
    op.execute(f"ALTER TABLE agreement ADD COLUMN decide_by DATE GENERATED ALWAYS AS {rule}")


def _make_indexes(columns: list[str]) -> None:
    op.create_index(INDEX, "agreement", columns)
    if not _is_sqlite():
        parts = [sa.text("decide_by DESC NULLS LAST"), sa.text("id DESC")]
        op.create_index("ix_agreement_decide_by_down", "agreement", parts)


def upgrade() -> None:
    op.drop_index(INDEX, table_name="agreement")
    for name, *definition in TO_AGREEMENT:
        op.execute(f"ALTER TABLE agreement ADD COLUMN {name} {' '.join(definition)}")
    _note_review_days()
    _compute_decide_by(*(RULE.format(rule) for rule in OLD_RULE))
    _make_indexes([*OLD_COLUMNS, "review_years"])
    _index_some("ix_agreement_renews_by_itself", "agreement", ["ends_on"], BY_ITSELF)
    columns = ["is_endless", "stage", "partner_sort", "title_sort", "id"]
    _index_some("ix_agreement_end_unknown", "agreement", columns, "ends_on IS NULL")
    if not _is_sqlite():
        downwards = ["partner_sort DESC NULLS LAST", "title_sort DESC", "id DESC"]
        parts = ["is_endless", "stage", *downwards]
        op.create_index(
            "ix_agreement_end_unknown_down",
            "agreement",
            [sa.text(part) for part in parts],
            postgresql_where=sa.text("ends_on IS NULL"),
        )
    _make_tables()


def _index_some(
    name: str, table: str, columns: list[str], where: str, *, unique: bool = False
) -> None:
    condition = sa.text(where)
    op.create_index(
        name,
        table,
        columns,
        unique=unique,
        sqlite_where=condition,
        postgresql_where=condition,
    )


def _note_review_days() -> None:
    op.execute(
        "UPDATE agreement SET review_years = "
        "(SELECT t.review_years FROM agreement_type t WHERE t.id = agreement.type_id)"
    )
    agreement = sa.table(
        "agreement",
        sa.column("id", NUMBER),
        sa.column("is_endless", sa.Boolean()),
        sa.column("review_years", sa.Integer()),
        sa.column("effective_on", sa.Date()),
        sa.column("signed_on", sa.Date()),
        sa.column("review_on", sa.Date()),
    )
    start = sa.func.coalesce(agreement.c.effective_on, agreement.c.signed_on, type_=sa.Date())
    endless = sa.select(agreement.c.id, agreement.c.review_years, start.label("start")).where(
        agreement.c.is_endless, agreement.c.review_years.is_not(None), start.is_not(None)
    )
    days = [
        {"number": row.id, "day": _years_later(row.start, row.review_years)}
        for row in op.get_bind().execute(endless)
    ]
    if days:
        keep = agreement.update().where(agreement.c.id == sa.bindparam("number"))
        op.get_bind().execute(keep.values(review_on=sa.bindparam("day")), days)


def _years_later(day: date, years: int) -> date:
    last = calendar.monthrange(day.year + years, day.month)[1]
    return date(day.year + years, day.month, min(day.day, last))


def _times() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )


def _one_of(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


def _refers(column: str, table: str, **ondelete: str) -> sa.ForeignKeyConstraint:
    name = f"fk_review_{column}_{table}"
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, **ondelete)


def _make_tables() -> None:
    op.create_table(
        "review",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("agreement_id", NUMBER, nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("started_by_id", NUMBER),
        sa.Column("outcomes", sa.Text()),
        sa.Column("activity", sa.Text()),
        sa.Column("worth", sa.Text()),
        sa.Column("problems", sa.Text()),
        sa.Column("recommendation", sa.String(length=20)),
        sa.Column("recommendation_text", sa.Text()),
        sa.Column("recommended_by", sa.String(length=200)),
        sa.Column("recommended_on", sa.Date()),
        sa.Column("decision", sa.String(length=20)),
        sa.Column("decision_reason", sa.Text()),
        sa.Column("decided_on", sa.Date()),
        sa.Column("decided_by_id", NUMBER),
        sa.Column("successor_id", NUMBER),
        sa.Column("renewed_to", sa.Date()),
        sa.Column("closed_on", sa.Date()),
        *_times(),
        sa.CheckConstraint(_one_of("stage", STAGES), name="ck_review_reviewstage"),
        sa.CheckConstraint(
            _one_of("recommendation", ("renew", "change", "end")), name="ck_review_recommendation"
        ),
        sa.CheckConstraint(_one_of("decision", ("renew", "end")), name="ck_review_decision"),
        sa.CheckConstraint(
            "(closed_on IS NOT NULL) = (stage IN ('renewed', 'ended'))", name="ck_review_closed"
        ),
        sa.CheckConstraint("(decision IS NULL) = (decided_on IS NULL)", name="ck_review_decided"),
        sa.CheckConstraint("successor_id <> agreement_id", name="ck_review_successor_is_another"),
        _refers("agreement_id", "agreement", ondelete="CASCADE"),
        _refers("successor_id", "agreement", ondelete="SET NULL"),
        _refers("started_by_id", "user_account"),
        _refers("decided_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_review"),
    )
    op.create_index("ix_review_agreement_id", "review", ["agreement_id", "id"])
    op.create_index("ix_review_stage", "review", ["stage", "started_on", "id"])
    op.create_index("ix_review_started_on", "review", ["started_on", "id"])
    op.create_index("ix_review_successor_id", "review", ["successor_id"])
    _index_some("uq_review_open", "review", ["agreement_id"], "closed_on IS NULL", unique=True)
    op.create_table(
        "review_link",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("review_id", NUMBER, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.Column("made_by_id", NUMBER),
        *_times(),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["review.id"],
            name="fk_review_link_review_id_review",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name="fk_review_link_made_by_id_user_account"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_review_link"),
        sa.UniqueConstraint("key", name="uq_review_link_key"),
    )
    op.create_index("ix_review_link_review_id", "review_link", ["review_id", "id"])


def downgrade() -> None:
    op.drop_table("review_link")
    op.drop_table("review")
    if not _is_sqlite():
        op.drop_index("ix_agreement_end_unknown_down", table_name="agreement")
    op.drop_index("ix_agreement_end_unknown", table_name="agreement")
    op.drop_index("ix_agreement_renews_by_itself", table_name="agreement")
    op.drop_index(INDEX, table_name="agreement")
    _compute_decide_by(*OLD_RULE)
    for name, *_definition in reversed(TO_AGREEMENT):
        op.execute(f"ALTER TABLE agreement DROP COLUMN {name}")
    _make_indexes(OLD_COLUMNS)
