"""What the first page counts, kept from page to page as long as nothing was changed."""

from datetime import datetime
from functools import lru_cache

from crm.contacts import unused
from crm.digests import queries as digest_queries
from crm.home import queries
from crm.web.locale import Reader, as_of


def numbers() -> queries.Numbers:
    return _numbers(*as_of())


def digest_counts() -> digest_queries.Counts:
    """What the reader's digest would say."""
    return _counts(*as_of())


def unused_contacts() -> int:
    """How many contacts come up for review."""
    return _unused(*as_of())


@lru_cache(maxsize=64)
def _unused(who: Reader, _head: str | None, _minute: datetime) -> int:
    return unused.number(who.day)


@lru_cache(maxsize=64)
def _numbers(who: Reader, _head: str | None, _minute: datetime) -> queries.Numbers:
    return queries.numbers(who.day)


@lru_cache(maxsize=256)
def _counts(who: Reader, _head: str | None, _minute: datetime) -> digest_queries.Counts:
    return digest_queries.counts(who.user_id or 0, sees_to_all=who.sees_all, day=who.day)
