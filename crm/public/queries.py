"""Every SELECT for the public page: only what is marked as public, and of that only the names."""

from collections.abc import Sequence
from datetime import date
from functools import cache

from sqlalchemy import bindparam, or_, select

from crm.database import AnyRow, AnySelect
from crm.extensions import db, fetch
from crm.models import (
    Agreement,
    Change,
    Happening,
    HappeningKind,
    Office,
    Partner,
    Party,
    PublicPage,
    Stage,
)
from crm.seeing import seeing_all

MOST_NEWS = 50
"""Of each page and feed, the latest."""


def page() -> PublicPage:
    """The texts; a blank page that is switched off, not in the session, before there are any."""
    return db.session.get(PublicPage, 1) or PublicPage(id=1, is_on=False)


def is_on() -> bool:
    return bool(fetch(_is_on()))


@cache
def _is_on() -> AnySelect:
    return select(PublicPage.id).where(PublicPage.is_on)


def head() -> str | None:
    """The seal of the history's last line: as long as it is the same, no record was changed.

    Past the session, which takes as long to begin and end as the rest of the request.
    """
    with seeing_all(), db.engine.connect() as connection:
        return connection.scalar(_head())


@cache
def _head() -> AnySelect:
    return select(Change.digest).order_by(Change.id.desc()).limit(1)


def school() -> AnyRow | None:
    """What the school calls itself in its papers."""
    return next(iter(fetch(select(Office.name_en, Office.name_zh))), None)


def partners() -> Sequence[AnyRow]:
    order = (Partner.name_sort, Partner.id)
    named = select(Partner.id, Partner.name_en, Partner.name_zh, Partner.category)
    return fetch(named.where(Partner.is_public).order_by(*order))


def agreements(day: date) -> Sequence[AnyRow]:
    """Those that are signed and have not ended: a row for each of their parties, in their order,
    with its names when they are public too."""
    return fetch(_agreements(), day=day)


@cache
def _agreements() -> AnySelect:
    runs = or_(Agreement.ends_on.is_(None), Agreement.ends_on >= bindparam("day"))
    named = (
        select(
            Agreement.id,
            Agreement.title_en,
            Agreement.title_zh,
            Agreement.partner_category,
            Partner.name_en,
            Partner.name_zh,
        )
        .outerjoin(Party, Party.agreement_id == Agreement.id)
        .outerjoin(Partner, (Partner.id == Party.partner_id) & Partner.is_public)
        .where(Agreement.is_public, Agreement.stage == Stage.SIGNED, runs)
    )
    return named.order_by(Agreement.title_sort, Agreement.id, Party.place)


def news() -> Sequence[AnyRow]:
    """What happened that stands under a channel, the latest first; without a day the newest entry
    first, after the others."""
    latest = (Happening.happened_on.desc().nulls_last(), Happening.id.desc())
    told = select(
        Happening.id,
        Happening.title,
        Happening.link,
        Happening.happened_on,
        Happening.updated_at,
        Happening.channel,
    ).where(Happening.channel.is_not(None), Happening.kind == HappeningKind.NEWS)
    return fetch(told.order_by(*latest).limit(MOST_NEWS))
