"""The school's own departments, institutes and hospitals that agreements cover."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table

from crm.database import Base
from crm.models.names import ONE_NAME, Named


class Unit(Named, Base):
    """A part of the school."""

    __tablename__ = "unit"
    __table_args__ = (
        CheckConstraint(ONE_NAME, name="named"),
        Index("ix_unit_name_sort", "name_sort", "id"),
    )


agreement_unit = Table(
    "agreement_unit",
    Base.metadata,
    Column("agreement_id", ForeignKey("agreement.id", ondelete="CASCADE"), primary_key=True),
    Column("unit_id", ForeignKey("unit.id"), primary_key=True, index=True),
)
"""Which units an agreement covers."""
