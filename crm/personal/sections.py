"""What is held on a person, as tables that the person can read."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from crm.database import Word
from crm.frozen import Frozen
from crm.history import queries as history_queries
from crm.history.reading import read_lines
from crm.history.words import RECORDS, field_label
from crm.models import Contact, Partner, Position, TrashItem
from crm.models.history_fields import BOOKKEEPING
from crm.models.kept_records import KEPT
from crm.personal import queries
from crm.personal.person import Held, Mention, Person
from crm.personal.wording import attribute_label, labels
from crm.web.locale import name_of
from crm.web.words import word

MODELS = {model.__tablename__: model for model in KEPT}

Cell = str | date | datetime
Row = Sequence[Cell]


class Section(Frozen):
    """A table with its title; each row has a cell for each heading."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Row]


def sections_of(held: Held) -> Sequence[Section]:
    """Those that have something in them."""
    names = _names(held)
    found = (
        _facts(held.person),
        _positions(held.person, names),
        _named(_("Named by agreements"), held.answers),
        _named(_("Agreements signed"), held.signatures),
        _named(_("Suggestions of the partner"), held.suggestions),
        _happenings(held.met),
        _named(_("Enquiries of the person"), held.asked),
        _texts(held.texts, names),
        _named(_("Documents that name the person"), held.papers),
        _history(held),
        _trash(held.trash),
    )
    return [section for section in found if section.rows]


def _facts(person: Person) -> Section:
    said = [
        (field_label(Contact.__tablename__, name), _cell(value))
        for name, value in person.facts.items()
        if name not in BOOKKEEPING and value is not None
    ]
    said += [(_("Entered"), _cell(person.facts.get("created_at")))]
    return Section(_("Person"), (_("Field"), _("Content")), said)


def _cell(value: Any) -> Cell:
    if isinstance(value, Word):
        return word(value)
    if isinstance(value, date):  # or an instant, which is one
        return value
    return "" if value is None else str(value)


def _positions(person: Person, names: history_queries.Names) -> Section:
    headings = (_("Partner"), _("Position"), _("Department"), _("Former position"), _("Until"))
    if person.contact is not None:
        rows = [
            (
                name_of(held.partner),
                *_said(held.title, held.department, held.is_past, held.until_on),
            )
            for held in person.contact.positions
        ]
    else:
        rows = [
            (
                _called(names, Partner.__tablename__, row["partner_id"]),
                *_said(row["title"], row["department"], row.get("is_past"), row.get("until_on")),
            )
            for row in person.kept_in(Position.__tablename__)
        ]
    return Section(_("Positions"), headings, rows)


def _said(
    title: str | None, department: str | None, is_past: bool | None, until: date | None
) -> Row:
    """What a position says of itself."""
    return title or "", department or "", _("yes") if is_past else "", until or ""


def _named(title: str, rows: Iterable[Any]) -> Section:
    return Section(title, (_("Record"), _("Number")), [(r.text, str(r.owner)) for r in rows])


def _happenings(rows: Iterable[Any]) -> Section:
    headings = (_("Day"), _("Record"), _("Number"))
    told = [(_cell(row.day), row.text, str(row.owner)) for row in rows]
    return Section(_("Happenings with the person"), headings, told)


def _texts(texts: Iterable[Mention], names: history_queries.Names) -> Section:
    called = labels()
    rows = []
    for text in texts:
        name = _called(names, text.kind, text.number)
        label = attribute_label(text.kind, text.attribute)
        rows.append((called.get(text.kind, text.kind), name, label, text.text))
    headings = (_("Kind of record"), _("Record"), _("Field"), _("Content"))
    return Section(_("Texts that name the person"), headings, rows)


def _history(held: Held) -> Section:
    """The contact's own lines, those that refer to it and those that name it, in their order."""
    chosen = {line.id: line for line in held.person.lines}
    chosen |= {line.id: line for line, _keys in held.told}
    chosen |= {m.change.id: m.change for m in held.history if m.change is not None}
    rows = []
    for line in read_lines(queries.readable(sorted(chosen))):
        row = line.row
        changes = "\n".join(
            _(
                "%(kind)s: %(what)s",
                kind=c.label,
                what=" → ".join(s for s in (c.before, c.after) if s is not None),
            )
            for c in line.changes
        )
        at = row.at
        kind = str(RECORDS[row.record_type])
        rows.append((at, row.by or "", word(row.act), kind, line.name, changes))
    headings = (
        _("When"),
        _("By whom"),
        _("What was done"),
        _("Kind of record"),
        _("Record"),
        _("From what to what"),
    )
    return Section(_("History"), headings, rows)


def _trash(items: Iterable[TrashItem]) -> Section:
    rows = [
        (
            str(RECORDS[item.record_type]),
            item.name,
            item.deleted_at,
        )
        for item in items
    ]
    return Section(_("Trash"), (_("Kind of record"), _("Record"), _("Deleted")), rows)


def _called(names: history_queries.Names, kind: str, number: int) -> str:
    record = names.get((kind, number))
    return name_of(record) if record is not None else ""


def _names(held: Held) -> history_queries.Names:
    wanted: dict[Any, set[int]] = {}
    for position in held.person.kept_in(Position.__tablename__):
        wanted.setdefault(Partner, set()).add(position["partner_id"])
    for text in held.texts:
        if (model := MODELS.get(text.kind)) is not None:
            wanted.setdefault(model, set()).add(text.number)
    return history_queries.names_of(wanted)
