"""What a contact is kept for, where it is from, and when it is asked whether it is needed still."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Plain SQL: SQLite adds a column with its constraint only so.
    op.execute(
        "ALTER TABLE contact ADD COLUMN purpose VARCHAR(20) CONSTRAINT ck_contact_purpose"
        " CHECK (purpose IN ('cooperation', 'events', 'other'))"
    )
    op.execute(
        "ALTER TABLE contact ADD COLUMN source VARCHAR(20) CONSTRAINT ck_contact_source"
        " CHECK (source IN ('person', 'partner', 'public', 'other'))"
    )
    op.add_column("contact", sa.Column("source_note", sa.String(300)))
    op.add_column("contact", sa.Column("kept_on", sa.Date()))
    op.create_index("ix_contact_purpose", "contact", ["purpose"])
    op.create_index("ix_contact_source", "contact", ["source"])
    op.execute(
        "ALTER TABLE office ADD COLUMN contact_years INTEGER DEFAULT 3 NOT NULL"
        " CONSTRAINT ck_office_contact_years CHECK (contact_years BETWEEN 1 AND 30)"
    )


def downgrade() -> None:
    op.drop_column("office", "contact_years")
    op.drop_index("ix_contact_source", "contact")
    op.drop_index("ix_contact_purpose", "contact")
    for name in ("kept_on", "source_note", "source", "purpose"):
        op.drop_column("contact", name)
