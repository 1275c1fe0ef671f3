"""One line of history: who changed what, when, from what to what, and by which way."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.database import Base, Word, now, where_filled, words
from crm.models.batch import Batch
from crm.models.user import User


class Act(Word):
    CREATED = "created"
    CHANGED = "changed"
    DELETED = "deleted"
    RESTORED = "restored"


class Way(Word):
    """By which way a change came in."""

    FORM = "form"
    IMPORT = "import"
    API = "api"
    COMMAND = "command"
    ITSELF = "itself"


_NUMBER = BigInteger().with_variant(Integer, "sqlite")


class Change(Base):
    """Written by `models/history.py` in the transaction of the change itself; never edited, but
    for values that are taken out when a person is erased (`take_out`).

    `name` is what the record was called then, so that the line reads after the record is gone.
    `fields` maps each attribute to its value before and after. A part of a record, as an
    agreement's party, has a line of its own that belongs to the record's history: `owner_type`
    and `owner_id` name the record, which is itself when it is no part.
    """

    __tablename__ = "change"
    __table_args__ = (
        Index("ix_change_at", "at", "id"),
        Index("ix_change_owner", "owner_type", "owner_id", "id"),
        Index("ix_change_record", "record_type", "record_id"),
        Index("ix_change_by_id", "by_id", "at"),
        Index("ix_change_type_at", "owner_type", "at"),
        Index("ix_change_act", "act", "at"),
        Index("ix_change_way", "way", "at"),
        where_filled("uq_change_form_key", "form_key", unique=True),
        where_filled("ix_change_batch_id", "batch_id", "id"),
        where_filled("ix_change_agreement_id", "agreement_id", "batch_id"),
        # Only of lines that are not further ones, as its migration says; said here, it would load
        # the dialect of the engine that is not used.
        Index("ix_change_acts", "at", "id"),
    )

    at: Mapped[datetime] = mapped_column(default=now)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    way: Mapped[Way] = mapped_column(words(Way))
    act: Mapped[Act] = mapped_column(words(Act))
    record_type: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int] = mapped_column(_NUMBER)
    owner_type: Mapped[str] = mapped_column(String(20))
    owner_id: Mapped[int] = mapped_column(_NUMBER)
    owner_version: Mapped[int | None]
    """The version that the owner had after the change; None once it is gone."""
    name: Mapped[str] = mapped_column(String(300))
    fields: Mapped[dict[str, Any]]
    form_key: Mapped[str | None] = mapped_column(String(64))
    """Which sheet of a form made the record: the same sheet, sent twice, makes it once."""
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"))
    """The act that the line is one of many of, if it is."""
    agreement_id: Mapped[int | None] = mapped_column(_NUMBER)
    """The agreement on which the record hung then, as long as that may have to be hidden."""
    is_further: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether another line stands before it for the same batch."""
    digest: Mapped[str] = mapped_column(String(64))
    """Over this line and the digest of the line before: `seal` says how."""
    salt: Mapped[str | None] = mapped_column(String(32))
    """Goes into the digest of the values. None in lines from before there were salts, and in those
    that values were taken out of."""
    taken_out: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What the seal needs once values are gone: the `digest` of those that were there, None in a
    line that never had a salt."""

    by: Mapped[User | None] = relationship(lazy="raise_on_sql")
    batch: Mapped[Batch | None] = relationship(lazy="raise_on_sql")


SEALED = (
    "by_id",
    "way",
    "act",
    "record_type",
    "record_id",
    "owner_type",
    "owner_id",
    "owner_version",
    "name",
    "fields",
    "form_key",
)
"""What a line's digest covers, besides its time, the digest before, and its batch if it has one."""

VALUES = ("name", "fields")
"""Of these the seal covers one digest, which has a salt in it: so they can be taken out for good
and nobody can find them by trying, while the seal holds."""

NAME = ""
"""Under which the name stands among the values of a line; each field stands under its own."""

HIDDEN = "…"
"""Stands for a secret that has changed, and for what was taken out."""

ERASED = "erased"
"""The field of the line that tells of an erasure: by number, the lines that lost values, with the
digest of what was left in them."""

_ENCODE = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


def seal(before: str, at: datetime, line: Mapping[str, Any]) -> str:
    """The digest of a line that follows the one with that digest: SHA-256, in hexadecimal.

    It is taken of JSON with sorted keys and no spaces; the time is in UTC, to the microsecond.
    """
    covered: list[Any] = [before, at.astimezone(UTC).isoformat(timespec="microseconds")]
    digest = _digest_of_values(line)
    if digest is None:
        covered += [line[name] for name in SEALED]
    else:
        covered += [line[name] for name in SEALED if name not in VALUES]
        covered.append(digest)
    if line["batch_id"] is not None:
        covered.append(line["batch_id"])
    return _sha256(_ENCODE(covered))


def is_on_trust(line: Mapping[str, Any]) -> bool:
    """Whether the seal cannot be proven any more: values were taken out that it covered as they
    were, without a salt."""
    return line.get("taken_out") == {"digest": None}


def take_out(line: Change, keys: Iterable[str]) -> None:
    """Take those values out of the line for good: fields, or `NAME`. That they were there stays."""
    if line.taken_out is None:
        values = {"name": line.name, "fields": line.fields, "salt": line.salt}
        line.taken_out = {"digest": _digest_of_values(values)}
    fields = dict(line.fields)
    for key in keys:
        if key == NAME:
            line.name = HIDDEN
        elif key in fields:
            fields[key] = hidden(fields[key])
    line.fields, line.salt = fields, None


def digest_of_rest(line: Any) -> str:
    """The digest of what is left in a line that values were taken out of."""
    return _sha256(_ENCODE([line.name, line.fields]))


def hidden(pair: Iterable[Any]) -> list[str | None]:
    """A field of which it is only told whether it said something before and after."""
    return [None if side is None else HIDDEN for side in pair]


def _digest_of_values(line: Mapping[str, Any]) -> str | None:
    """None in a line that has no salt."""
    if (held := line.get("taken_out")) is not None:
        digest: str | None = held["digest"]
        return digest
    salt = line.get("salt")
    return None if salt is None else _sha256(salt + _ENCODE([line["name"], line["fields"]]))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
