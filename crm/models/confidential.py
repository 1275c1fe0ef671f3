"""Agreements that only named people see, and what is hidden with them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    Table,
    event,
    exists,
    inspect,
    select,
)
from sqlalchemy.orm import (
    Mapped,
    Session,
    UOWTransaction,
    column_property,
    mapped_column,
    relationship,
    selectinload,
)

from crm.database import Base
from crm.expressions import put_together
from crm.models.agreement import Agreement
from crm.models.user import User
from crm.seeing import HIDDEN, Hidden

confidential_reader = Table(
    "confidential_reader",
    Base.metadata,
    Column("confidential_id", ForeignKey("confidential.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", ForeignKey("user_account.id"), primary_key=True, index=True),
)
"""Who may see it."""


class Confidential(Base):
    """Says that an agreement is confidential, and who sees it and all that hangs on it.

    It outlives the agreement, so that what is told of one that was deleted stays between them:
    `agreement_id` is no reference.
    """

    __tablename__ = "confidential"

    agreement_id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), unique=True
    )
    readers: Mapped[list[User]] = relationship(
        secondary=confidential_reader, lazy="raise_on_sql", order_by=(User.name_sort, User.id)
    )


Agreement.is_confidential = column_property(
    exists().where(Confidential.agreement_id == Agreement.id).correlate_except(Confidential)
)
_names = (
    select(User.name)
    .join(confidential_reader, confidential_reader.c.user_id == User.id)
    .join(Confidential, Confidential.id == confidential_reader.c.confidential_id)
    .where(Confidential.agreement_id == Agreement.id)
    .correlate(Agreement)
    .order_by(User.name_sort, User.id)
    .subquery()
)
Agreement.reader_names = column_property(
    select(put_together(_names.c.name, ", ")).correlate(Agreement).scalar_subquery(),
    deferred=True,
)
"""Who may see it, by name; None when everybody may."""


@event.listens_for(Session, "before_flush")
def let_owners_see(session: Session, _: UOWTransaction, __: Any) -> None:
    """Whoever becomes responsible for a confidential agreement may see it from then on."""
    handed = [r for r in session.dirty if isinstance(r, Agreement) and _has_new_owner(r)]
    if handed:
        with session.no_autoflush:
            _let_see(session, handed)


def _has_new_owner(agreement: Agreement) -> bool:
    return (
        agreement.owner_id is not None and inspect(agreement).attrs.owner_id.history.has_changes()
    )


def _let_see(session: Session, agreements: Iterable[Agreement]) -> None:
    owners = {agreement.id: agreement.owner_id for agreement in agreements}
    asked = select(Confidential).where(Confidential.agreement_id.in_(list(owners)))
    for held in session.scalars(asked.options(selectinload(Confidential.readers))):
        owner = session.get(User, owners[held.agreement_id])
        if owner is not None and owner not in held.readers:
            held.readers.append(owner)


_AGREEMENTS = (
    "SELECT confidential.agreement_id FROM confidential WHERE NOT EXISTS (SELECT 1 FROM"
    " confidential_reader WHERE confidential_reader.confidential_id = confidential.id"
    " AND confidential_reader.user_id = {reader})"
)
"""The agreements that are confidential and not for that reader."""


def _hanging(table: str, column: str, numbers: str) -> str:
    """The numbers of the rows of a table that hang on such records."""
    return f"SELECT {table}.id FROM {table} WHERE {table}.{column} IN ({numbers})"


_ON_AGREEMENTS = (
    "agreement_party",
    "signatory",
    "field_value",
    "exchange_year",
    "step_taken",
    "draft",
    "counterpart_link",
    "obligation",
    "task",
    "planned_task",
    "happening",
    "document",
    "proposal",
    "review",
    "change",
    "trash_item",
)
_ON_OTHERS = (
    ("document_version", "document_id", "document"),
    ("document_passage", "version_id", "document_version"),
    ("suggestion", "link_id", "counterpart_link"),
    ("proposal_message", "proposal_id", "proposal"),
    ("review_link", "review_id", "review"),
    ("trash_file", "item_id", "trash_item"),
)
_SEARCHED = (
    "agreement",
    "task",
    "obligation",
    "happening",
    "document",
    "document_passage",
    "proposal",
)


def _hide() -> None:
    """Name the tables in the rule. What is hidden is found first, being little; of each row its
    number is compared then, which every index has."""
    numbers = {"agreement": _AGREEMENTS}
    numbers |= {table: _hanging(table, "agreement_id", _AGREEMENTS) for table in _ON_AGREEMENTS}
    # A proposal outlives the agreement that came of it: the history knows on which it hung.
    numbers["proposal"] += (
        " UNION SELECT change.record_id FROM change WHERE change.record_type = 'proposal'"
        f" AND change.agreement_id IN ({_AGREEMENTS})"
    )
    for table, column, owner in _ON_OTHERS:
        numbers[table] = _hanging(table, column, numbers[owner])
    # An act on many records is shown to those who may know of all of them. A merge is shown to who
    # has made it, too, who else could not take it back: all that is hidden of it is what it moved.
    numbers["batch"] = (
        "SELECT change.batch_id FROM change JOIN batch AS act ON act.id = change.batch_id"
        f" WHERE change.agreement_id IN ({_AGREEMENTS})"
        " AND (act.kind <> 'merge' OR act.by_id IS NULL OR act.by_id <> {reader})"
    )
    HIDDEN.update({table: Hidden(found) for table, found in numbers.items()})
    HIDDEN["agreement_unit"] = Hidden(_AGREEMENTS, key="agreement_id")
    for table in ("happening_contact", "happening_partner", "happening_user"):
        HIDDEN[table] = Hidden(numbers["happening"], key="happening_id")
    HIDDEN["happening_agreement"] = Hidden(_AGREEMENTS, key="agreement_id")
    for table in _SEARCHED:
        HIDDEN[f"{table}_search"] = Hidden(numbers[table], key="rowid", columns="rowid, words")


_hide()


def agreement_of(record: Any) -> int | None:
    """The number of the agreement that it is or that it hangs on by itself."""
    number: int | None = vars(record).get("agreement_id")
    return record.id if isinstance(record, Agreement) else number
