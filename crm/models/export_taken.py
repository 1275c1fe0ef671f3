"""The lists that people have fetched lately: counted over all servers and starts."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crm.database import Base


class ExportTaken(Base):
    """One file that holds much, noted before it is sent."""

    __tablename__ = "export_taken"
    __table_args__ = (Index("ix_export_taken_user_id", "user_id", "taken_at"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    taken_at: Mapped[datetime]
