"""Identifiers and other names of partners, and the domain of their websites."""

from urllib.parse import urlsplit

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

UNIQUE = ("ror", "credit_code", "isni")

partner = sa.table("partner", sa.column("id"), sa.column("website"), sa.column("website_domain"))


def upgrade() -> None:
    op.add_column("partner", sa.Column("website_domain", sa.String(253)))
    op.add_column("partner", sa.Column("aliases", sa.Text()))
    op.add_column("partner", sa.Column("ror", sa.String(9)))
    op.add_column("partner", sa.Column("credit_code", sa.String(18)))
    op.add_column("partner", sa.Column("isni", sa.String(16)))
    connection = op.get_bind()
    sites = connection.execute(
        sa.select(partner.c.id, partner.c.website).where(partner.c.website.is_not(None))
    ).all()
    for number, website in sites:
        connection.execute(
            sa.update(partner).where(partner.c.id == number).values(website_domain=_domain(website))
        )
    op.create_index("ix_partner_website_domain", "partner", ["website_domain"])
    for name in UNIQUE:
        op.create_index(f"uq_partner_{name}", "partner", [name], unique=True)


def _domain(website: str) -> str | None:
    try:
        host = urlsplit(website if "://" in website else f"//{website}").hostname or ""
    except ValueError:
        return None
    host = host.rstrip(".").removeprefix("www.")
    return host if "." in host and len(host) <= 253 else None


def downgrade() -> None:
    for name in UNIQUE:
        op.drop_index(f"uq_partner_{name}", "partner")
    op.drop_index("ix_partner_website_domain", "partner")
    for name in ("isni", "credit_code", "ror", "aliases", "website_domain"):
        op.drop_column("partner", name)
