"""People who log in, and what their role lets them do."""

from datetime import datetime
from typing import Protocol

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.database import IS_SECRET, Base, SortKey, Word, words
from crm.models.names import sort_key
from crm.models.password_digest import digest_of, is_of

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 128
"""ASVS 5.0, 6.2.1 allows 8 and recommends 15; a passphrase of three words has 12."""

LONGEST_NAME = 200


class Role(Word):
    VIEWER = "viewer"
    EDITOR = "editor"
    ADMIN = "admin"

    def covers(self, other: "Role") -> bool:
        """Whether this role may do all that the other one may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


class Rhythm(Word):
    """How often somebody gets the digest by e-mail."""

    NEVER = "never"
    DAILY = "daily"
    WEEKLY = "weekly"


class FirstPage(Word):
    """What somebody opens the register with."""

    DAY = "day"
    OFFICE = "office"


class AccountRow(Protocol):
    @property
    def role(self) -> Role: ...

    @property
    def is_active(self) -> bool: ...


class Account:
    """Mixin: what an account may do, be it the record or what a page reads of it."""

    is_authenticated = True
    is_anonymous = False

    def may(self: AccountRow, role: Role) -> bool:
        return self.is_active and self.role.covers(role)


class User(Account, Base):
    """A member of staff. Those who leave are made inactive: their name stays on their work."""

    __tablename__ = "user_account"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("name <> ''", name="name_given"),
        CheckConstraint("digest_hour BETWEEN 0 AND 23", name="digest_hour"),
        CheckConstraint("digest_weekday BETWEEN 0 AND 6", name="digest_weekday"),
    )

    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    name_sort: Mapped[str] = mapped_column(SortKey, index=True)
    role: Mapped[Role] = mapped_column(words(Role), default=Role.VIEWER)
    password_hash: Mapped[str] = mapped_column(String(300), default="", info=IS_SECRET)
    language: Mapped[str | None] = mapped_column(String(10))
    uses_keys: Mapped[bool] = mapped_column(default=True)
    """Whether keys of one character do something: who speaks to the computer, or hits keys by
    mistake, turns them off (WCAG 2.2, 2.1.4)."""
    has_factor: Mapped[bool] = mapped_column(default=False)
    """Whether something is asked after the password; what, the tables of `second_factor` say."""
    first_page: Mapped[FirstPage | None] = mapped_column(words(FirstPage))
    """None is that of the role: one's own day for who edits, the whole office for who reads."""
    is_active: Mapped[bool] = mapped_column(default=True)
    last_seen_at: Mapped[datetime | None]
    site: Mapped[str | None] = mapped_column(String(200))
    """The address by which they came in last, with a slash at its end: links to them begin so."""
    digest: Mapped[Rhythm] = mapped_column(words(Rhythm), default=Rhythm.WEEKLY)
    digest_hour: Mapped[int] = mapped_column(default=8)
    """On the office's clock."""
    digest_weekday: Mapped[int] = mapped_column(default=0)
    """Monday is 0; only of the weekly one."""

    def rename(self, name: str) -> None:
        self.name = name
        self.name_sort = sort_key(name)

    def set_password(self, password: str) -> None:
        self.password_hash = digest_of(password)

    def has_password(self, password: str) -> bool:
        return is_of(password, self.password_hash)
