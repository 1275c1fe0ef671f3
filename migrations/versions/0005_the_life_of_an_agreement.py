"""Stages and steps, roles and signatures, chains, effective ends, references, paper and value."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
SORT_KEY = sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql")

STAGES = (
    "draft",
    "in_review",
    "awaiting_signature",
    "signed",
    "terminated",
    "superseded",
    "abandoned",
)
STEPS = (
    "submit",
    "approve",
    "return",
    "sign",
    "abandon",
    "resume",
    "terminate",
    "supersede",
    "reinstate",
)
LINKS = ("implements", "amends", "annex")
ROLES = ("counterpart", "coordinator", "member", "funder")

PATTERNS = (
    ("mou", "{year}-MOU-{number:03}"),
    ("strategic", "{year}-SC-{number:03}"),
    ("joint_centre", "{year}-JC-{number:03}"),
    ("dual_degree", "{year}-DD-{number:03}"),
    ("joint_training", "{year}-JT-{number:03}"),
    ("teaching_hospital", "{year}-TH-{number:03}"),
    ("alliance", "{year}-AL-{number:03}"),
    ("research", "{year}-RC-{number:03}"),
    ("other", "{year}-AG-{number:03}"),
)
TERMS = (("mou", 60), ("strategic", 60), ("joint_centre", 60), ("dual_degree", 60))


def _one_of(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


TO_AGREEMENT = (
    (
        "stage",
        "VARCHAR(20) DEFAULT 'signed' NOT NULL CONSTRAINT ck_agreement_stage",
        f"CHECK ({_one_of('stage', STAGES)})",
    ),
    ("link", f"VARCHAR(20) CONSTRAINT ck_agreement_link CHECK ({_one_of('link', LINKS)})"),
    (
        "predecessor_id",
        "{number} CONSTRAINT fk_agreement_predecessor_id_agreement REFERENCES agreement (id)",
        "CONSTRAINT ck_agreement_predecessor_is_another CHECK (predecessor_id <> id)",
    ),
    ("closed_on", "DATE"),
    (
        "preparation_days",
        "INTEGER DEFAULT 0 NOT NULL CONSTRAINT ck_agreement_preparation_days",
        "CHECK (preparation_days BETWEEN 0 AND 3650)",
    ),
    ("lead_name", "VARCHAR(200)"),
    ("lead_email", "VARCHAR(254)"),
    ("purpose", "TEXT"),
    ("value_currency", "VARCHAR(3)"),
    (
        "value_amount",
        "BIGINT CONSTRAINT ck_agreement_money",
        "CHECK ((value_amount IS NULL) = (value_currency IS NULL))",
        "CONSTRAINT ck_agreement_value CHECK (value_amount >= 0)",
    ),
    ("languages", "VARCHAR(100)"),
    ("prevailing_language", "VARCHAR(10)"),
    (
        "originals",
        "INTEGER CONSTRAINT ck_agreement_originals CHECK (originals BETWEEN 0 AND 99)",
    ),
    ("room", "VARCHAR(60)"),
    ("cabinet", "VARCHAR(60)"),
    ("folder", "VARCHAR(60)"),
    ("seal", "VARCHAR(100)"),
    ("ends_on", "DATE"),
    (
        "is_endless",
        "BOOLEAN DEFAULT FALSE NOT NULL CONSTRAINT ck_agreement_one_effective_end",
        "CHECK (NOT (is_endless AND ends_on IS NOT NULL))",
    ),
    (
        "end_from_id",
        "{number} CONSTRAINT fk_agreement_end_from_id_agreement REFERENCES agreement (id)",
    ),
)
TO_TYPE = (
    (
        "preparation_days",
        "INTEGER DEFAULT 0 NOT NULL CONSTRAINT ck_agreement_type_preparation_days",
        "CHECK (preparation_days BETWEEN 0 AND 3650)",
    ),
    (
        "term_months",
        "INTEGER CONSTRAINT ck_agreement_type_term_months CHECK (term_months BETWEEN 1 AND 1200)",
    ),
    (
        "review_years",
        "INTEGER CONSTRAINT ck_agreement_type_review_years CHECK (review_years BETWEEN 1 AND 50)",
    ),
    ("reference_pattern", "VARCHAR(60)"),
    ("counts_students", "BOOLEAN DEFAULT FALSE NOT NULL"),
)
TO_PARTY = (
    (
        "role",
        "VARCHAR(20) DEFAULT 'counterpart' NOT NULL CONSTRAINT ck_agreement_party_partyrole",
        f"CHECK ({_one_of('role', ROLES)})",
    ),
    ("has_signed", "BOOLEAN DEFAULT TRUE NOT NULL"),
    (
        "signed_on",
        "DATE CONSTRAINT ck_agreement_party_signed CHECK (has_signed OR signed_on IS NULL)",
    ),
)

OLD_INDEXES = (
    (
        "ix_agreement_title_sort",
        ["title_sort", "id", "expires_on", "is_open_ended", "effective_on"],
    ),
    ("ix_agreement_expires_on", ["expires_on", "is_open_ended", "effective_on"]),
    (
        "ix_agreement_decide_by",
        ["decide_by", "decision", "is_open_ended", "type_id", "renewal", "owner_id"],
    ),
)
NEW_INDEXES = (
    (
        "ix_agreement_title_sort",
        ["title_sort", "id", "stage", "ends_on", "is_endless", "effective_on", "closed_on"],
    ),
    ("ix_agreement_ends_on", ["ends_on", "is_endless", "stage", "effective_on"]),
    ("ix_agreement_value", ["value_currency", "value_amount"]),
    ("ix_agreement_predecessor_id", ["predecessor_id"]),
    ("ix_agreement_end_from_id", ["end_from_id"]),
    (
        "ix_agreement_decide_by",
        [
            "decide_by",
            "decision",
            "is_endless",
            "stage",
            "link",
            "type_id",
            "renewal",
            "owner_id",
        ],
    ),
)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _add(table: str, columns: tuple[tuple[str, ...], ...]) -> None:
    """With the constraints in the column, which SQLite adds without remaking the table."""
    number = "INTEGER" if _is_sqlite() else "BIGINT"
    for name, *definition in columns:
        rest = " ".join(definition).replace("{number}", number)
        op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {rest}")


def _drop(table: str, columns: tuple[tuple[str, ...], ...]) -> None:
    for name, *_definition in reversed(columns):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")


def _compute_decide_by(sqlite: str, postgresql: str) -> None:
    """SQLite adds a computed column only as one that is worked out when it is read."""
    op.execute("ALTER TABLE agreement DROP COLUMN decide_by")
    rule = f"({sqlite}) VIRTUAL" if _is_sqlite() else f"({postgresql}) STORED"
    op.execute(f"ALTER TABLE agreement ADD COLUMN decide_by DATE GENERATED ALWAYS AS {rule}")


def _times() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )


def upgrade() -> None:
    for name, _columns in OLD_INDEXES:
        op.drop_index(name, table_name="agreement")
    _add("agreement", TO_AGREEMENT)
    _add("agreement_type", TO_TYPE)
    _add("agreement_party", TO_PARTY)
    op.execute("UPDATE agreement SET ends_on = expires_on, is_endless = is_open_ended")
    op.execute("UPDATE agreement SET link = 'implements' WHERE parent_id IS NOT NULL")
    _compute_decide_by(
        "date(ends_on, '-' || (notice_days + preparation_days) || ' days')",
        "ends_on - (notice_days + preparation_days)",
    )
    for name, columns in NEW_INDEXES:
        op.create_index(name, "agreement", columns)
    _fill_types()
    _make_tables()


def _fill_types() -> None:
    for key, pattern in PATTERNS:
        op.execute(
            sa.text(
                "UPDATE agreement_type SET reference_pattern = :pattern WHERE key = :key"
            ).bindparams(pattern=pattern, key=key)
        )
    for key, months in TERMS:
        op.execute(
            sa.text("UPDATE agreement_type SET term_months = :months WHERE key = :key").bindparams(
                months=months, key=key
            )
        )
    op.execute("UPDATE agreement_type SET counts_students = TRUE WHERE key = 'dual_degree'")
    op.execute("UPDATE agreement_type SET review_years = 3")


def _make_tables() -> None:
    op.create_table(
        "reference_counter",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("series", sa.String(length=80), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        *_times(),
        sa.PrimaryKeyConstraint("id", name="pk_reference_counter"),
        sa.UniqueConstraint("series", name="uq_reference_counter_series"),
    )
    op.create_table(
        "unit",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("name_en", sa.String(length=200)),
        sa.Column("name_zh", sa.String(length=200)),
        sa.Column("name_sort", SORT_KEY, nullable=False),
        *_times(),
        sa.CheckConstraint("coalesce(name_en, name_zh) IS NOT NULL", name="ck_unit_named"),
        sa.PrimaryKeyConstraint("id", name="pk_unit"),
    )
    op.create_index("ix_unit_name_sort", "unit", ["name_sort", "id"])
    op.create_table(
        "agreement_unit",
        sa.Column("agreement_id", NUMBER, nullable=False),
        sa.Column("unit_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreement.id"],
            name="fk_agreement_unit_agreement_id_agreement",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_agreement_unit_unit_id_unit"),
        sa.PrimaryKeyConstraint("agreement_id", "unit_id", name="pk_agreement_unit"),
    )
    op.create_index("ix_agreement_unit_unit_id", "agreement_unit", ["unit_id"])
    op.create_table(
        "step_taken",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("agreement_id", NUMBER, nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("before", sa.String(length=20), nullable=False),
        sa.Column("after", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date()),
        sa.Column("reason", sa.Text()),
        sa.Column("by_id", NUMBER),
        *_times(),
        sa.CheckConstraint(_one_of("step", STEPS), name="ck_step_taken_step"),
        sa.CheckConstraint(_one_of("before", STAGES), name="ck_step_taken_before"),
        sa.CheckConstraint(_one_of("after", STAGES), name="ck_step_taken_after"),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreement.id"],
            name="fk_step_taken_agreement_id_agreement",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["user_account.id"], name="fk_step_taken_by_id_user_account"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_step_taken"),
    )
    op.create_index("ix_step_taken_agreement_id", "step_taken", ["agreement_id", "created_at"])
    op.create_index("ix_step_taken_by_id", "step_taken", ["by_id"])
    op.create_table(
        "signatory",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("agreement_id", NUMBER, nullable=False),
        sa.Column("partner_id", NUMBER),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("position", sa.String(length=200)),
        sa.Column("signed_on", sa.Date()),
        *_times(),
        sa.CheckConstraint("name <> ''", name="ck_signatory_named"),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreement.id"],
            name="fk_signatory_agreement_id_agreement",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name="fk_signatory_partner_id_partner"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_signatory"),
    )
    op.create_index("ix_signatory_agreement_id", "signatory", ["agreement_id", "id"])
    op.create_index("ix_signatory_partner_id", "signatory", ["partner_id"])


def downgrade() -> None:
    for table in ("signatory", "step_taken", "agreement_unit", "unit", "reference_counter"):
        op.drop_table(table)
    for name, _columns in NEW_INDEXES:
        op.drop_index(name, table_name="agreement")
    _compute_decide_by(
        "date(expires_on, '-' || notice_days || ' days')", "expires_on - notice_days"
    )
    _drop("agreement_party", TO_PARTY)
    _drop("agreement_type", TO_TYPE)
    _drop("agreement", TO_AGREEMENT)
    for name, columns in OLD_INDEXES:
        op.create_index(name, "agreement", columns)
