"""The fields that a type of agreement has of its own: rows that the office edits, not code."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.database import Base, Word, words
from crm.frozen import Frozen


class FieldKind(Word):
    """What a field takes."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"
    PERSON = "person"
    MONEY = "money"


class Choice(Frozen):
    """One of the answers that a choice offers. One that is no longer offered stays readable."""

    key: str
    name_en: str | None
    name_zh: str | None
    is_offered: bool = True


class TypeField(Base):
    """A question that agreements of a type answer.

    `key` names those that the product ships; the office's have none. One that was taken away
    (`retired_at`) is asked no longer, and what was answered stays on the agreements.
    """

    __tablename__ = "type_field"
    __table_args__ = (
        CheckConstraint("coalesce(label_en, label_zh) IS NOT NULL", name="labelled"),
        UniqueConstraint("type_id", "key"),
        # What a value refers to, so that a field with values cannot change its kind.
        UniqueConstraint("id", "kind"),
        Index("ix_type_field_type_id", "type_id", "place", "id"),
    )

    type_id: Mapped[int] = mapped_column(ForeignKey("agreement_type.id", ondelete="CASCADE"))
    key: Mapped[str | None] = mapped_column(String(40))
    kind: Mapped[FieldKind] = mapped_column(words(FieldKind))
    label_en: Mapped[str | None] = mapped_column(String(100))
    label_zh: Mapped[str | None] = mapped_column(String(100))
    help_en: Mapped[str | None] = mapped_column(String(300))
    help_zh: Mapped[str | None] = mapped_column(String(300))
    is_required: Mapped[bool] = mapped_column(default=False)
    place: Mapped[int] = mapped_column(default=0)
    options: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    retired_at: Mapped[datetime | None]

    @property
    def name_en(self) -> str | None:
        return self.label_en

    @property
    def name_zh(self) -> str | None:
        return self.label_zh

    @property
    def is_asked(self) -> bool:
        return self.retired_at is None

    @property
    def choices(self) -> list[Choice]:
        """All answers in their order, those that are no longer offered among them."""
        return [Choice(**option) for option in self.options]

    def offer(self, choices: list[Choice]) -> None:
        self.options = [asdict(choice) for choice in choices]

    def choice(self, key: str) -> Choice:
        """The answer of that key; its key stands for its name when it is not there."""
        return next((c for c in self.choices if c.key == key), Choice(key, key, None, False))

    def help_in(self, language: str) -> str:
        """What to type, in the reader's language if it is said in it; empty when it is not."""
        texts = (self.help_zh, self.help_en) if language == "zh" else (self.help_en, self.help_zh)
        return texts[0] or texts[1] or ""
