"""Positions that somebody held once."""

from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

INDEX = "ix_contact_position_partner_id"


def upgrade() -> None:
    # Plain SQL: SQLite adds a column with its constraint only so.
    op.execute(
        "ALTER TABLE contact_position ADD COLUMN is_past BOOLEAN DEFAULT FALSE NOT NULL"
        " CONSTRAINT ck_contact_position_main_is_held CHECK (NOT (is_past AND is_main))"
    )
    op.execute(
        "ALTER TABLE contact_position ADD COLUMN until_on DATE"
        " CONSTRAINT ck_contact_position_until_is_past CHECK (until_on IS NULL OR is_past)"
    )
    op.drop_index(INDEX, "contact_position")
    op.create_index(INDEX, "contact_position", ["partner_id", "contact_id", "is_past"])


def downgrade() -> None:
    op.drop_index(INDEX, "contact_position")
    op.create_index(INDEX, "contact_position", ["partner_id", "contact_id"])
    op.drop_column("contact_position", "until_on")
    op.drop_column("contact_position", "is_past")
