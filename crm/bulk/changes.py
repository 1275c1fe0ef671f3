"""The changes that several lists offer to many of their rows."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import and_, case, literal, not_, null, or_

from crm.bulk.works import Change, Hand, each
from crm.models import Agreement, Unit
from crm.models.tags import has_tag, tags_in, with_tags, without_tags
from crm.playbooks.schedule import catch_up
from crm.units.queries import with_numbers


def same(name: str, column: Any, **more: Any) -> Change:
    """A field that is an attribute of the record."""
    give = each(lambda record, value, _: record.assign({name: value}))
    return Change(name, column, give, **more)


def tag_changes(tags: Any) -> tuple[Change, Change]:
    """Tags can be added to those of each, and be taken away."""
    return (
        _changed_tags("tags", tags, with_tags, has=True),
        _changed_tags("no_tags", tags, without_tags, has=False),
    )


def _changed_tags(
    name: str, tags: Any, change: Callable[[str | None, str], str | None], *, has: bool
) -> Change:
    """Those are left as they are that have the tags, or have none of them, already."""

    def given(value: str) -> Any:
        all_of_them = and_(*(has_tag(tags, tag) for tag in tags_in(value)))
        none_of_them = not_(or_(*(has_tag(tags, tag) for tag in tags_in(value))))
        is_so = all_of_them if has else or_(tags.is_(None), none_of_them)
        return case((is_so, literal(value)))

    def give(record: Any, value: str, _hand: Hand) -> object:
        return record.assign({"tags": change(record.tags, value)})

    return Change(name, tags, each(give), now_for=given)


def unit_changes() -> tuple[Change, Change]:
    """A unit can be added to those that each agreement covers, and be taken away: when units
    become one, all agreements of the one are given the other."""
    return _changed_units("unit_id", has=True), _changed_units("no_unit_id", has=False)


def _changed_units(name: str, *, has: bool) -> Change:
    def given(unit_id: int) -> Any:
        covers = Agreement.units.any(Unit.id == unit_id)
        return case((covers if has else ~covers, literal(unit_id)))

    def give(agreements: Sequence[Agreement], unit_id: int, _hand: Hand) -> Iterator[Agreement]:
        chosen = with_numbers([unit_id])
        for agreement in agreements:
            kept = [unit for unit in agreement.units if unit.id != unit_id]
            agreement.units = [*kept, *chosen] if has else kept
            yield agreement

    return Change(name, null(), give, now_for=given)


def plan_tasks(hand: Hand) -> int:
    """The tasks of playbooks follow."""
    return catch_up(hand.day)
