"""What the record of a line is called, as SQL: in Chinese, and by whatever it is looked for."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from crm.database import AnySelect, Base
from crm.models import Change, TrashItem
from crm.models.asked import parts_of
from crm.models.finding import matching_numbers, standing_in
from crm.models.kept_records import KEPT
from crm.models.names import both_names
from crm.models.prepared import asked_words
from crm.models.record_names import AFTER, OWN
from crm.models.search import SEARCHED


@cache
def name_zh() -> ColumnElement[str | None]:
    """What the record of a line is called in Chinese, or what it is called after, as long as that
    is called in English as it was then: a line keeps one of the names."""
    called: dict[type[Base], tuple[type[Base], Any]] = {m: (m, Change.record_id) for m in OWN}
    for part, (model, attribute) in AFTER.items():
        own = select(part.__table__.c[attribute]).where(part.id == Change.record_id)
        called[part] = (model, own.correlate(Change).scalar_subquery())
    there = [
        (Change.record_type == kind.__tablename__, _if_same(names, model.id == number))
        for kind, (model, number) in called.items()
        if (names := both_names(model)) is not None
    ]
    deleted = _if_same((TrashItem.name, TrashItem.name_zh), _is_in_trash())
    return func.coalesce(case(*there, else_=None), deleted).label("name_zh")


def _if_same(names: tuple[Any, Any], is_it: ColumnElement[bool]) -> Any:
    english, chinese = names
    other = select(chinese).where(is_it, english == Change.name)
    return other.correlate(Change).scalar_subquery()


def called(typed: str) -> ColumnElement[bool] | None:
    """Whether it was called something like that, or is of a record that the search finds or that
    lies in the trash under such a name; None when nothing was typed."""
    wanted, words = typed.replace("\0", " ").strip(), asked_words(typed)
    if not wanted:
        return None
    ways = [Change.name.icontains(wanted, autoescape=True)]
    if words:
        kinds = (kind for kind in SEARCHED if kind in KEPT and KEPT[kind] is None)
        ways += [_is_one_of(kind.__tablename__, matching_numbers(kind, words)) for kind in kinds]
        held = standing_in(TrashItem.words, parts_of(words))
        deleted = select(TrashItem.id).where(_is_in_trash(), held).correlate(Change)
        ways.append(deleted.exists())
    return or_(*ways)


def _is_one_of(owner_type: str, numbers: AnySelect) -> ColumnElement[bool]:
    return and_(Change.owner_type == owner_type, Change.owner_id.in_(numbers))


def _is_in_trash() -> ColumnElement[bool]:
    return and_(
        TrashItem.record_type == Change.record_type, TrashItem.record_id == Change.record_id
    )
