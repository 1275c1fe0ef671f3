"""What was changed on somebody's account, until they have been told."""

from datetime import datetime
from enum import auto

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crm.database import Base, Word, words


class AccountChange(Word):
    """What its owner wants to know of, whoever has done it (ASVS 5.0, 6.3.7)."""

    PASSWORD = auto()
    FACTOR = auto()
    ROLE = auto()
    ADDRESS = auto()
    CONNECTED = auto()
    DISCONNECTED = auto()


class AccountNotice(Base):
    """Told at the next login: it waits where the office sends no mail."""

    __tablename__ = "account_notice"
    __table_args__ = (Index("ix_account_notice_user_id", "user_id", "id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    change: Mapped[AccountChange] = mapped_column(words(AccountChange))
    changed_at: Mapped[datetime]
