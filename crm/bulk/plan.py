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
from crm.bulk.works import TRASH, Change, Hand, Subject
from crm.database import AnyRow
from crm.errors import Refused
from crm.frozen import Frozen
from crm.history.words import RECORDS
from crm.web.locale import Reader

MOST_TO_TRASH = 1000
"""Rows that can be moved to the trash at once: each goes with all that hangs on it."""


LONG, LONG_TO_TRASH = 2000, 100
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
    def is_long(self) -> bool:
        return len(self.seen) >= (LONG_TO_TRASH if self.work == TRASH else LONG)

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


def ordered(form: WorkForm, subject: Subject, reader: Reader, hand: Hand) -> Order:
    """The work that the form asks for. Raises Refused when something is missing."""
    work = form.work.data or ""
    values = {name: form[name].data for name in (*form.FIELDS, *form.task_fields)}
    if (change := subject.change(work)) is not None:
        if values[work] is None and not change.may_be_empty:
            raise Refused(_("Choose what they are to have."), work)
        said = f"{form[work].label.text}: {form.said(work)}"
    elif work == TASK and subject.about is not None:
        if not values["title"]:
            raise Refused(_("Fill this in."), "title")
        said = _("New task: %(title)s", title=values["title"])
    elif work == TRASH and subject.delete is not None:
        said = _("Move to the trash")
    else:
        raise Refused(_("Press the button of what is to be done."))
    if work == TRASH and len(form.rows_seen) > MOST_TO_TRASH:
        message = ngettext(
            "At most %(num)d row can go to the trash at once.",
            "At most %(num)d rows can go to the trash at once.",
            MOST_TO_TRASH,
        )
        raise Refused(message)
    return Order(subject, work, values, said, form.rows_seen, reader, hand)


def plan(order: Order) -> Plan:
    """What would become of each row if it were done now."""
    change, numbers = order.change, list(order.seen)
    now = change.has(order.value) if change is not None else null()
    why_not = _reasons(order, numbers)
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
    return found


def _reasons(order: Order, numbers: Sequence[int]) -> Mapping[int, str]:
    if order.change is not None:
        return order.change.why_not(numbers, order.value)
    if order.work == TRASH:
        held = queries.needed(order.subject.model, numbers)
        return {number: _needed_by(kinds) for number, kinds in held.items()}
    return {}


def _needed_by(kinds: set[str]) -> str:
    names = ", ".join(sorted(str(RECORDS[kind]) for kind in kinds))
    return _("Others need it: %(kinds)s. Move or delete those first.", kinds=names)
