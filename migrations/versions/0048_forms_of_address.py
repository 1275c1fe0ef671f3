"""By what a person is addressed."""

from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

WORDS = (
    "'professor', 'associate_professor', 'academician', 'doctor', 'dean', 'director', 'mr', 'ms'"
)


def upgrade() -> None:
    # Plain SQL: SQLite adds a column with its constraint only so.
    op.execute(
        "ALTER TABLE contact ADD COLUMN honorific VARCHAR(20) CONSTRAINT ck_contact_honorific"
        f" CHECK (honorific IN ({WORDS}))"
    )
    op.create_index("ix_contact_honorific", "contact", ["honorific"])


def downgrade() -> None:
    op.drop_index("ix_contact_honorific", "contact")
    op.drop_column("contact", "honorific")
