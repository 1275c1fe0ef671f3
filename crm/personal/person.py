"""A person as the register knows one, and all that is held on that person."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from crm.database import AnyRow, Base
from crm.frozen import Frozen
from crm.models import Change, Contact, FieldValue, Suggestion, TrashItem
from crm.models.change import NAME
from crm.personal import queries
from crm.personal.words import TELLING, names, naming, usable
from crm.trash.content import read_row

OF_SOMETHING_ELSE = {"partner", "unit", "agreement_type", "agreement_party", "draft_template"}
"""Records that are called after an organisation: that it bears a person's name tells no person."""

OF_ONE_READER = {"letter", "calendar_feed"}
"""Written for one person's eyes: only that they name the person is told."""

CALLED = {NAME, "name_en", "name_zh", "short_name", "aliases"}

LEFT_ALONE = {"signatory", "proposal", "review", "office"}
"""Records whose texts are proposed to stay: who signed is a part of what was signed, and the
others are people of our own school."""


class Person(Frozen):
    """`contact` is None when it lies in the trash, `item`, which holds it then."""

    id: int
    contact: Contact | None
    item: TrashItem | None
    lines: Sequence[Change]
    """The contact's own history, and that of those that became one with it."""

    @cached_property
    def numbers(self) -> frozenset[int]:
        """Its own, and those of contacts that were merged into it."""
        return frozenset({self.id, *(line.owner_id for line in self.lines)})

    @cached_property
    def facts(self) -> Mapping[str, Any]:
        """What the contact says of itself, attribute by attribute."""
        if self.contact is not None:
            given = Contact.__mapper__.column_attrs
            return {attribute.key: getattr(self.contact, attribute.key) for attribute in given}
        return next(iter(self.kept_in(Contact.__tablename__)), {})

    def kept_in(self, table: str) -> list[dict[str, Any]]:
        """The rows of that table that the trash holds of it, each value as its column has it."""
        rows = self.item.content["rows"] if self.item is not None else {}
        return [read_row(Base.metadata.tables[table], row) for row in rows.get(table, ())]

    @property
    def name_en(self) -> str | None:
        return self.facts.get("name_en")

    @property
    def name_zh(self) -> str | None:
        return self.facts.get("name_zh")

    @cached_property
    def words(self) -> tuple[str, ...]:
        """By which texts name the person: names, address and number, as they are and as they
        were."""
        own = (line.fields for line in self.lines if line.record_type == Contact.__tablename__)
        before = (side for f in own for name in TELLING for side in f.get(name, ()))
        return usable([*(self.facts.get(name) for name in TELLING), *before])


class Mention(Frozen):
    """A text that names the person: in a record (`kind` is its table), or in a line of history
    (`change`). `owner` is the number of the record whose page shows it."""

    kind: str
    number: int
    owner: int
    attribute: str
    text: str
    change: Change | None = None

    @property
    def key(self) -> str:
        place = "change" if self.change is not None else self.kind
        number = self.change.id if self.change is not None else self.number
        return f"{place}-{number}-{self.attribute}"

    @property
    def goes(self) -> bool:
        """Whether it is proposed to take the person out of it."""
        is_called_so = self.kind in OF_SOMETHING_ELSE and self.attribute in CALLED
        return self.kind not in LEFT_ALONE and not is_called_so


class Held(Frozen):
    """All that is held on a person."""

    person: Person
    answers: Sequence[AnyRow]
    suggestions: Sequence[AnyRow]
    signatures: Sequence[AnyRow]
    papers: Sequence[AnyRow]
    met: Sequence[AnyRow]
    """Happenings in which the person took part."""

    asked: Sequence[AnyRow]
    """Enquiries that came from the person's address."""

    texts: Sequence[Mention]
    told: Sequence[tuple[Change, Sequence[str]]]
    """Lines of other histories that tell of the person, with the values that do."""

    history: Sequence[Mention]
    """Values of other histories that name the person in passing."""

    trash: Sequence[TrashItem]
    """The items that hold the contact or refer to it."""

    @property
    def mentions(self) -> Sequence[Mention]:
        return [*self.texts, *self.history]


def find(contact_id: int) -> Person | None:
    """The person of that number, who may lie in the trash; None when there is nobody."""
    contact = queries.contact(contact_id)
    item = queries.trashed(contact_id) if contact is None else None
    if contact is None and item is None:
        return None
    return Person(contact_id, contact, item, queries.own_lines(contact_id))


def _told(row: AnyRow, words: Sequence[str]) -> str:
    if row.kind in OF_ONE_READER:
        return "; ".join(word for word in words if names(row.text, (word,)))
    return _read(row.text, words)


def held_on(person: Person) -> Held:
    """Looks through all that the office has."""
    found = queries.found(person.id, person.words)
    by_kind: dict[str, list[AnyRow]] = {}
    for row in found:
        by_kind.setdefault(row.about, []).append(row)
    suggestions = by_kind.pop(queries.SUGGESTION, [])
    answers, signatures = by_kind.pop(queries.ANSWER, []), by_kind.pop(queries.SIGNATURE, [])
    papers, met = by_kind.pop(queries.PAPER, []), by_kind.pop(queries.MET, [])
    asked = by_kind.pop(queries.ASKED, [])
    texts = [
        Mention(row.kind, row.number, row.owner, row.attribute, _told(row, person.words))
        for rows in by_kind.values()
        for row in rows
    ]
    own = {row.number for row in suggestions}
    lines = queries.other_lines(person.id, person.words, sorted(own))
    told = [(line, keys) for line in lines if (keys := _telling(line, person, own))]
    of_person = {line.id for line, _keys in told}
    others = [line for line in lines if line.id not in of_person]
    history = [mention for line in others for mention in _named_in(line, person.words)]
    items = [
        i
        for i in queries.trash(person.id, person.numbers, person.words)
        if not _is_another(i, person)
    ]
    trash = [item for item in items if is_own(item, person) or _refers(item, person)]
    texts += [
        Mention(TrashItem.__tablename__, item.id, item.id, TrashItem.content.key, text)
        for item in items
        if not is_own(item, person)
        and (text := naming([item.name, item.content["rows"]], person.words))
    ]
    return Held(
        person,
        answers,
        suggestions,
        signatures,
        papers,
        met,
        asked,
        texts,
        told,
        history,
        trash,
    )


def _read(text: str, words: Sequence[str]) -> str:
    """The text, or of one that is JSON the part that names the person."""
    if text[:1] not in {"[", "{"}:
        return text
    try:
        return naming(json.loads(text), words) or text
    except ValueError:
        return text


def _telling(line: Change, person: Person, suggestions: set[int]) -> Sequence[str]:
    """The values of the line that tell of the person because it refers to the contact."""
    refers = person.id in (line.fields.get("contact_id") or ())
    if line.record_type == Suggestion.__tablename__ and (refers or line.record_id in suggestions):
        return [NAME, *line.fields]
    if line.record_type == FieldValue.__tablename__ and refers:
        return ["content"]
    return []


def _named_in(line: Change, words: Sequence[str]) -> Iterable[Mention]:
    """What another person is called does not name this one, though it may be called the same."""
    is_contact = line.record_type == Contact.__tablename__
    values = {NAME: line.name, **line.fields}
    for key, value in values.items():
        if names(value, words) and not (is_contact and key in {NAME, *TELLING}):
            said = value if isinstance(value, str) else " → ".join(map(str, _said(value)))
            where = (line.record_type, line.record_id, line.owner_id)
            yield Mention(*where, key, said, line)


def _said(pair: Iterable[Any]) -> list[Any]:
    return [side for side in pair if side is not None]


def is_own(item: TrashItem, person: Person) -> bool:
    """Whether it is the contact itself that lies there."""
    return item.record_type == Contact.__tablename__ and item.record_id in person.numbers


def _is_another(item: TrashItem, person: Person) -> bool:
    return item.record_type == Contact.__tablename__ and item.record_id not in person.numbers


def _refers(item: TrashItem, person: Person) -> bool:
    rows = (row for rows in item.content["rows"].values() for row in rows)
    return any(row.get("contact_id") == person.id for row in rows)
