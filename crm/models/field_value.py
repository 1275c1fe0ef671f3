"""What an agreement says in the fields of its type: one row an answer, exact and indexed."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Connection,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    bindparam,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.database import AnySelect, Base, words
from crm.expressions import one_of
from crm.frozen import Frozen
from crm.models.contact import Contact
from crm.models.type_field import Choice, FieldKind, TypeField

if TYPE_CHECKING:
    from crm.models.agreement import Agreement


class Money(Frozen):
    """An amount in one currency (ISO 4217). Amounts of different currencies never add up."""

    amount: Decimal
    currency: str


Content = str | Decimal | date | bool | int | Money
"""An answer: text, the key of a choice, a number, a day, yes or no, a contact's number, money."""

COLUMNS: dict[FieldKind, tuple[str, ...]] = {
    FieldKind.TEXT: ("text",),
    FieldKind.LONG_TEXT: ("long_text",),
    FieldKind.NUMBER: ("number",),
    FieldKind.DATE: ("day",),
    FieldKind.CHOICE: ("text",),
    FieldKind.YES_NO: ("flag",),
    FieldKind.PERSON: ("contact_id",),
    FieldKind.MONEY: ("number", "currency"),
}
"""Where the answers of each kind are kept."""


def _only_for(column: str) -> CheckConstraint:
    """A column is filled for the kinds that are kept in it, and for no other."""
    kinds = ", ".join(f"'{kind.value}'" for kind, columns in COLUMNS.items() if column in columns)
    return CheckConstraint(f"({column} IS NOT NULL) = (kind IN ({kinds}))", name=f"{column}_fits")


class FieldValue(Base):
    """An answer. There is no row for a field that is left empty."""

    __tablename__ = "field_value"
    __table_args__ = (
        ForeignKeyConstraint(["field_id", "kind"], ["type_field.id", "type_field.kind"]),
        *(
            _only_for(column)
            for column in ("text", "long_text", "number", "currency", "day", "flag", "contact_id")
        ),
        Index("uq_field_value", "agreement_id", "field_id", unique=True),
        Index("ix_field_value_text", "field_id", "text", "agreement_id"),
        Index("ix_field_value_number", "field_id", "number", "agreement_id"),
        Index("ix_field_value_day", "field_id", "day", "agreement_id"),
        Index("ix_field_value_flag", "field_id", "flag", "agreement_id"),
        Index("ix_field_value_contact_id", "contact_id", "field_id", "agreement_id"),
    )

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id", ondelete="CASCADE"))
    field_id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    kind: Mapped[FieldKind] = mapped_column(words(FieldKind))
    text: Mapped[str | None] = mapped_column(String(300))
    long_text: Mapped[str | None]
    number: Mapped[Decimal | None]
    currency: Mapped[str | None] = mapped_column(String(3))
    day: Mapped[date | None]
    flag: Mapped[bool | None]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))

    agreement: Mapped["Agreement"] = relationship(lazy="raise_on_sql")
    field: Mapped[TypeField] = relationship(lazy="raise_on_sql")
    contact: Mapped[Contact | None] = relationship(lazy="raise_on_sql")

    @property
    def content(self) -> Content:
        return content_of(self.kind, {name: getattr(self, name) for name in COLUMNS[self.kind]})

    @content.setter
    def content(self, content: Content) -> None:
        parts = (content.amount, content.currency) if isinstance(content, Money) else (content,)
        for name, part in zip(COLUMNS[self.kind], parts, strict=True):
            if getattr(self, name) != part:
                setattr(self, name, part)


def content_of(kind: FieldKind, columns: Mapping[str, Any]) -> Content:
    """The answer that stands in those columns."""
    parts = [columns[name] for name in COLUMNS[kind]]
    return Money(*parts) if kind is FieldKind.MONEY else parts[0]


_IN_WORDS = (FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.CHOICE)


def answered_texts(connection: Connection, numbers: Sequence[int]) -> dict[int, list[str | None]]:
    """What those agreements answer in words, for the search index: choices in both languages."""
    found: dict[int, list[str | None]] = {number: [] for number in numbers}
    rows = connection.execute(_answered_in_words(), {"numbers": numbers})
    for number, text, long_text, kind, options in rows:
        if kind is FieldKind.CHOICE:
            chosen = (Choice(**option) for option in options if option["key"] == text)
            found[number] += [n for choice in chosen for n in (choice.name_en, choice.name_zh)]
        else:
            found[number].append(text or long_text)
    return found


@cache
def _answered_in_words() -> AnySelect:
    """Built once: whoever saves an agreement asks for it, and building takes as long as asking."""
    columns = (FieldValue.agreement_id, FieldValue.text, FieldValue.long_text, FieldValue.kind)
    answered: AnySelect = select(*columns, TypeField.options)
    answered = answered.join(TypeField, TypeField.id == FieldValue.field_id)
    theirs = FieldValue.agreement_id.in_(bindparam("numbers", expanding=True))
    answered = answered.where(theirs, one_of(FieldValue.kind, _IN_WORDS))
    return answered.order_by(FieldValue.id)
