"""How far a prospect has come, and why nothing came of it."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

STAGES = ("first_contact", "talks", "drafting", "signing", "signed", "lost")
PARTNER = sa.table(
    "partner",
    sa.column("status"),
    sa.column("pipeline"),
    sa.column("pipeline_since"),
    sa.column("created_at"),
)


def upgrade() -> None:
    # One statement a line: SQLite takes a constraint with its column, and drops it with it.
    word = ", ".join(f"'{stage}'" for stage in STAGES)
    op.execute(
        "ALTER TABLE partner ADD COLUMN pipeline VARCHAR(20) "
        f"CONSTRAINT ck_partner_pipeline CHECK (pipeline IN ({word}))"
    )
    moment = "TIMESTAMP WITH TIME ZONE" if _is_postgresql() else "DATETIME"
    op.execute(f"ALTER TABLE partner ADD COLUMN pipeline_since {moment}")
    op.execute("ALTER TABLE partner ADD COLUMN lost_reason TEXT")
    prospects = PARTNER.update().where(PARTNER.c.status == "prospect")
    since = {"pipeline": "first_contact", "pipeline_since": PARTNER.c.created_at}
    op.execute(prospects.values(since))
    op.create_index("ix_partner_pipeline", "partner", ["pipeline", "pipeline_since", "id"])
    op.create_index("ix_partner_prospect", "partner", ["status", "pipeline_since", "id"])
    where = sa.text("pipeline IS NOT NULL")
    for name, first in (("name", "name_sort"), ("since", "pipeline_since")):
        op.create_index(
            f"ix_partner_pipeline_{name}",
            "partner",
            [first, "id"],
            sqlite_where=where,
            postgresql_where=where,
        )


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def downgrade() -> None:
    for name in ("pipeline_since", "pipeline_name", "prospect", "pipeline"):
        op.drop_index(f"ix_partner_{name}", "partner")
    for name in ("lost_reason", "pipeline_since", "pipeline"):
        op.drop_column("partner", name)
