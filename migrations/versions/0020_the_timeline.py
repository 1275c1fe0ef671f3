"""Draw the agreements of a year from indexes, in groups by type, partner category or person."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TERM = ["ends_on", "effective_on", "signed_on", "stage", "closed_on"]
INDEXES = (
    ("ix_agreement_term_by_type", "type_id"),
    ("ix_agreement_term_by_category", "partner_category"),
    ("ix_agreement_term_by_owner", "owner_id"),
)
CATEGORIES = "('government', 'international', 'hospital', 'enterprise', 'other')"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE agreement ADD COLUMN partner_category VARCHAR(20) "
        f"CONSTRAINT ck_agreement_category CHECK (partner_category IN {CATEGORIES})"
    )
    op.execute(
        """UPDATE agreement SET partner_category = (
        SELECT p.category FROM agreement_party y JOIN partner p ON p.id = y.partner_id
        WHERE y.agreement_id = agreement.id ORDER BY y.place, y.id LIMIT 1)"""
    )
    for name, column in INDEXES:
        op.create_index(name, "agreement", [column, *TERM])


def downgrade() -> None:
    for name, _column in INDEXES:
        op.drop_index(name, table_name="agreement")
    op.drop_column("agreement", "partner_category")
