"""A list with its filters, kept under a name, and what each reader makes of it."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.database import Base
from crm.models.user import User

_NUMBER = BigInteger().with_variant(Integer, "sqlite")


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


class ViewChoice(Base):
    """What one reader makes of a view, an own or a shared one: their first page, or one of whose
    new records their digest tells."""

    __tablename__ = "view_choice"
    __table_args__ = (
        CheckConstraint("is_home OR tells", name="says_something"),
        Index("uq_view_choice", "user_id", "view_id", unique=True),
        Index("uq_view_choice_home", "user_id", unique=True, info={"where": "is_home"}),
        Index("ix_view_choice_view_id", "view_id"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    view_id: Mapped[int] = mapped_column(ForeignKey("saved_view.id", ondelete="CASCADE"))
    is_home: Mapped[bool] = mapped_column(default=False)
    tells: Mapped[bool] = mapped_column(default=False)


class ViewMatch(Base):
    """A record that the view had found when its reader was told last: no news to them.

    It may be that of a choice that is gone by now.
    """

    __tablename__ = "view_match"
    __table_args__ = (Index("uq_view_match", "choice_id", "record_type", "record_id", unique=True),)

    choice_id: Mapped[int] = mapped_column(_NUMBER)
    record_type: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int] = mapped_column(_NUMBER)
