"""What the entries of a calendar say, in the language that is spoken."""

from collections.abc import Callable, Mapping

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.calendar.entries import LOOK_BACK, MOST, Item
from crm.database import AnyRow
from crm.frozen import Frozen
from crm.models import FeedKind
from crm.models.days import said_day
from crm.web.locale import name_of

AddressOf = Callable[..., str]
"""Makes the address of an endpoint and its values."""

NAMES: Mapping[FeedKind, LazyString] = {
    FeedKind.ALL_DECISIONS: _l("All decisions"),
    FeedKind.MY_DECISIONS: _l("My decisions"),
    FeedKind.MY_TASKS: _l("My tasks"),
}


class _Named(Frozen):
    name_en: str | None
    name_zh: str | None


def calendar_name(kind: FeedKind) -> str:
    return _("Partnerships: %(name)s", name=NAMES[kind])


def item_of(kind: FeedKind, row: AnyRow, address_of: AddressOf) -> Item:
    return _task(row, address_of) if kind is FeedKind.MY_TASKS else _decision(row, address_of)


def _decision(row: AnyRow, address_of: AddressOf) -> Item:
    about = name_of(_Named(row.about_en, row.about_zh))
    said = (
        about,
        _("Ends on %(day)s.", day=said_day(row.ends_on)) if row.ends_on else "",
        _("Responsible: %(name)s", name=row.who) if row.who else _("Nobody is responsible."),
    )
    return Item(
        key=f"decision-{row.id}",
        day=row.day,
        summary=_("Decide: %(name)s", name=name_of(row)),
        description="\n".join(line for line in said if line),
        url=address_of("agreements.show", agreement_id=row.id),
    )


def _task(row: AnyRow, address_of: AddressOf) -> Item:
    return Item(
        key=f"task-{row.id}",
        day=row.day,
        summary=row.name_en,
        description=name_of(_Named(row.about_en, row.about_zh)),
        url=address_of("tasks.show", task_id=row.id),
    )


def how_many() -> str:
    """What a calendar leaves out."""
    return _(
        "A calendar holds the nearest %(number)s entries, and what is overdue for up to %(days)s "
        "days.",
        number=MOST,
        days=LOOK_BACK.days,
    )
