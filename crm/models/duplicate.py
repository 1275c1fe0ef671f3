"""Which records may be one and the same, as was found last, and which are known not to be."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.database import Base, Word, words

_NUMBER = BigInteger().with_variant(Integer, "sqlite")


class PairKind(Word):
    """Named like the tables."""

    PARTNER = "partner"
    CONTACT = "contact"


class LikelyPair(Base):
    """Two records that may be one. Written anew whenever the base is looked through, so the
    numbers may be those of records that are gone by now.

    `whys` are the words of the reasons, the strongest first.
    """

    __tablename__ = "likely_pair"
    __table_args__ = (
        CheckConstraint("first_id < second_id", name="in_order"),
        Index("uq_likely_pair", "record_type", "first_id", "second_id", unique=True),
        Index("ix_likely_pair_second", "record_type", "second_id"),
        Index("ix_likely_pair_score", "score"),
        Index("ix_likely_pair_type_score", "record_type", "score"),
    )

    record_type: Mapped[PairKind] = mapped_column(words(PairKind))
    first_id: Mapped[int] = mapped_column(_NUMBER)
    second_id: Mapped[int] = mapped_column(_NUMBER)
    score: Mapped[int]
    whys: Mapped[str] = mapped_column(String(100))


class NotTheSame(Base):
    """What somebody has said of two records. It stays when one of them goes to the trash, from
    which it may come back."""

    __tablename__ = "not_the_same"
    __table_args__ = (
        CheckConstraint("first_id < second_id", name="in_order"),
        Index("uq_not_the_same", "record_type", "first_id", "second_id", unique=True),
        Index("ix_not_the_same_second", "record_type", "second_id"),
    )

    record_type: Mapped[PairKind] = mapped_column(words(PairKind))
    first_id: Mapped[int] = mapped_column(_NUMBER)
    second_id: Mapped[int] = mapped_column(_NUMBER)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class DuplicateSearch(Base):
    """The one row, numbered 1, that says when the base was looked through last, how many pairs
    there were, and when somebody asked for it to be looked through again."""

    __tablename__ = "duplicate_search"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    looked_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    partners: Mapped[int] = mapped_column(default=0)
    contacts: Mapped[int] = mapped_column(default=0)

    @property
    def is_asked(self) -> bool:
        """Whether somebody waits for it."""
        asked, looked = self.asked_at, self.looked_at
        return asked is not None and (looked is None or looked < asked)
