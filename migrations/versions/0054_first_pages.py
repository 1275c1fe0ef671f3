"""What somebody opens the register with."""

from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Plain SQL: SQLite adds a column with its constraint only so.
    op.execute(
        "ALTER TABLE user_account ADD COLUMN first_page VARCHAR(20)"
        " CONSTRAINT ck_user_account_firstpage CHECK (first_page IN ('day', 'office'))"
    )


def downgrade() -> None:
    op.drop_column("user_account", "first_page")
