"""What reports count along: the ends that papers give, the days of closing, years of students."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

CLOSED = sa.text("closed_on IS NOT NULL")
NOWHERE = sa.text("room IS NULL AND cabinet IS NULL AND folder IS NULL")
PARTIES = ["partner_id", "agreement_id"]


def upgrade() -> None:
    op.create_index(
        "ix_agreement_expires_on", "agreement", ["expires_on", "stage", "link", "ends_on"]
    )
    op.create_index(
        "ix_agreement_closed_on",
        "agreement",
        ["closed_on"],
        sqlite_where=CLOSED,
        postgresql_where=CLOSED,
    )
    op.create_index(
        "ix_agreement_without_place",
        "agreement",
        ["stage"],
        sqlite_where=NOWHERE,
        postgresql_where=NOWHERE,
    )
    op.drop_index("ix_agreement_party_partner_id", "agreement_party")
    op.create_index("ix_agreement_party_partner_id", "agreement_party", [*PARTIES, "has_signed"])
    op.create_index("ix_exchange_year_year", "exchange_year", ["year", "agreement_id"])


def downgrade() -> None:
    op.drop_index("ix_exchange_year_year", "exchange_year")
    op.drop_index("ix_agreement_party_partner_id", "agreement_party")
    op.create_index("ix_agreement_party_partner_id", "agreement_party", PARTIES)
    op.drop_index("ix_agreement_without_place", "agreement")
    op.drop_index("ix_agreement_closed_on", "agreement")
    op.drop_index("ix_agreement_expires_on", "agreement")
