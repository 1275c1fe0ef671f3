"""What is to be done to the rows, and to which of them it can be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import null

from crm.bulk import queries
from crm.bulk.chosen import Seen
from crm.bulk.forms import TASK, WorkForm
from crm.bulk.works import TRASH, Change, Hand, Step, Subject
from crm.database import AnyRow
from crm.errors import Refused
from crm.frozen import Frozen
from crm.history.words import RECORDS
from crm.models.listed import listed
from crm.web.locale import Reader

MOST_SLOW = 1000
"""Rows that can go to the trash or come from it at once: each with all that hangs on it."""


LONG, LONG_SLOW = 2000, 100
"""From so many rows on the work is done beside the requests: it would take seconds."""


class Order(Frozen):
    """One work on the rows that were seen; `values` are those of the field, or of the task."""

    subject: Subject
    work: str
    values: Mapping[str, Any]
    said: str
    """The work as people read it, here and in the history."""

    seen: Seen
    reader: Reader
    hand: Hand

    @property
    def change(self) -> Change | None:
        return self.subject.change(self.work)

    @property
    def step(self) -> Step | None:
        return self.subject.step(self.work)

    @property
    def is_slow(self) -> bool:
        return self.work == TRASH or (self.step is not None and self.step.is_slow)

    @property
    def is_long(self) -> bool:
        return len(self.seen) >= (LONG_SLOW if self.is_slow else LONG)

    @property
    def value(self) -> Any:
        return self.values.get(self.work)


@dataclass
class Plan:
    """What becomes of each row: it is done, or left as it is for one of the other reasons."""

    todo: list[int] = field(default_factory=list)
    already: int = 0
    gone: int = 0
    overtaken: list[AnyRow] = field(default_factory=list)
    """Those that somebody has changed since they were seen."""

    refused: dict[str, list[AnyRow]] = field(default_factory=dict)
    """Those to which it cannot be done, by the reason."""

    warned: dict[str, list[AnyRow]] = field(default_factory=dict)
    """Those of what is done of which somebody should know something before, by what that is."""


def ordered(form: WorkForm, subject: Subject, reader: Reader, hand: Hand) -> Order:
    """The work that the form asks for. Raises Refused when something is missing."""
    work = form.work.data or ""
    values = {name: form[name].data for name in form.all_fields}
    if (change := subject.change(work)) is not None:
        if values[work] is None and not change.may_be_empty:
            raise Refused(_("Choose what they are to have."), work)
        said = _(": ").join((str(form[work].label.text), form.said(work)))
    elif (step := subject.step(work)) is not None:
        given = [form.said(name) for name in form.STEPS[work]]
        said = _(": ").join((str(step.label), _("; ").join(given))) if given else str(step.label)
    elif work == TASK and subject.about is not None:
        if not values["title"]:
            raise Refused(_("Fill this in."), "title")
        said = _("New task: %(title)s", title=values["title"])
    elif work == TRASH and subject.delete is not None:
        said = _("Move to the trash")
    else:
        raise Refused(_("Press the button of what is to be done."))
    order = Order(subject, work, values, said, form.rows_seen, reader, hand)
    if order.is_slow and len(order.seen) > MOST_SLOW:
        message = ngettext(
            "At most %(num)d row can go to the trash or come from it at once.",
            "At most %(num)d rows can go to the trash or come from it at once.",
            MOST_SLOW,
        )
        raise Refused(message)
    return order


def plan(order: Order) -> Plan:
    """What would become of each row if it were done now."""
    change, numbers = order.change, list(order.seen)
    now = change.has(order.value) if change is not None else null()
    why_not, warnings = _reasons(order, numbers), _warnings(order, numbers)
    rows = queries.standing(order.subject, numbers, now, order.reader)
    found = Plan(gone=len(numbers) - len(rows))
    for row in rows:
        if change is not None and row.has == order.value:
            found.already += 1
        elif row.version != order.seen[row.id]:
            found.overtaken.append(row)
        elif row.id in why_not:
            found.refused.setdefault(why_not[row.id], []).append(row)
        else:
            found.todo.append(row.id)
            if row.id in warnings:
                found.warned.setdefault(warnings[row.id], []).append(row)
    if order.subject.newest_first:
        found.todo.reverse()
    return found


def _reasons(order: Order, numbers: Sequence[int]) -> Mapping[int, str]:
    if order.change is not None:
        return order.change.why_not(numbers, order.value)
    if order.step is not None:
        return order.step.why_not(numbers, order.values, order.hand)
    if order.work == TRASH:
        held = queries.needed(order.subject.model, numbers)
        return {number: _needed_by(kinds) for number, kinds in held.items()}
    return {}


def _warnings(order: Order, numbers: Sequence[int]) -> Mapping[int, str]:
    if order.change is None:
        return {}
    return order.change.warnings(numbers, order.value, order.hand.day)


def _needed_by(kinds: set[str]) -> str:
    names = listed(sorted(str(RECORDS[kind]) for kind in kinds))
    return _("Others need it: %(kinds)s. Move or delete those first.", kinds=names)
