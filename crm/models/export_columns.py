"""Which columns somebody wants in the exports of a list."""

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.database import Base


class ExportColumns(Base):
    """`room` names the list; `keys` are those of the columns that its exports carry."""

    __tablename__ = "export_columns"
    __table_args__ = (Index("uq_export_columns", "user_id", "room", unique=True),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    room: Mapped[str] = mapped_column(String(20))
    keys: Mapped[list[str]] = mapped_column(JSON)
