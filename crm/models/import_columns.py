"""What somebody has said about the columns of a table, so that the next one like it is known."""

from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.database import Base


class ImportColumns(Base):
    """`headings` stands for the headings of a file, in their order; `said` is what each column is
    and how its cells are meant."""

    __tablename__ = "import_columns"
    __table_args__ = (Index("uq_import_columns", "user_id", "what", "headings", unique=True),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    what: Mapped[str] = mapped_column(String(20))
    headings: Mapped[str] = mapped_column(String(64))
    said: Mapped[dict[str, Any]]
