"""A list with its filters, kept under a name."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.database import Base
from crm.models.user import User


class SavedView(Base):
    """`query` is the address's part after the question mark; `room` names the list."""

    __tablename__ = "saved_view"
    __table_args__ = (
        CheckConstraint("name <> ''", name="named"),
        Index("uq_saved_view", "user_id", "room", "name", unique=True),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    room: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(80))
    query: Mapped[str | None] = mapped_column(String(2000))
    is_shared: Mapped[bool] = mapped_column(default=False)

    user: Mapped[User] = relationship(lazy="raise_on_sql")
