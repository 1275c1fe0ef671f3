"""What an import would do, row by row. The import does exactly that, or refuses."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from flask_babel import gettext as _

from crm.imports.fields import NUMBER, VERSION, Field, Subject
from crm.imports.found import Found, Sought, Wanted
from crm.imports.planned import Asked, Meant, Planned, Verdict
from crm.imports.references import Numbers, joined
from crm.imports.values import Reading, Wrong, cell_text, plain_text, whole_number
from crm.imports.within import Fates, called_within, said
from crm.tables.table import Row, Table

AT_ONCE = 500
"""Rows that are looked up together."""


@dataclass(frozen=True)
class _Row:
    """A row of the file as far as it could be read."""

    number: int
    wanted: Wanted
    version: int | None
    blanks: Sequence[str]
    why: str = ""
    column: str = ""
    told: str = ""
    """What a person should know of a row that is taken all the same."""

    let_go: str = ""
    """What a card has said that the record comes without, as a text."""


class Preview:
    """Goes through a file. `seen` has what the rows so far were about, so that none comes twice."""

    def __init__(self, table: Table, subject: Subject, asked: Asked) -> None:
        self.table, self.subject, self.asked = table, subject, asked
        self.reading = Reading(asked.day_first)
        self.seen: dict[str, int] = {}
        self.find = subject.begin()
        self.fields = {name: subject.field(name) for name in asked.columns if _is_field(name)}
        self.look_ups = {
            name: item.reference.begin() for name, item in self.fields.items() if item.reference
        }
        self.fallbacks = {
            name: self._fallback(subject.field(name), text)
            for name, text in asked.fallbacks.items()
            if text
        }
        self.within: Mapping[str, Mapping[str, Numbers]] = {}

    def rows(self) -> Iterator[Planned]:
        """What becomes of each row, in their order. Raises Refused for a file that breaks off, and
        for one with days that can be read in two ways.

        Where rows name each other the file is gone through twice: what becomes of one depends on
        what becomes of the other, which may stand below it.
        """
        self.within = {
            name: called
            for name, item in self.fields.items()
            if item.is_within and (called := self._called_within(item))
        }
        if not self.within:
            yield from self._judged()
            self.seen.clear()
            return
        fates = self._fates()
        self.within = {
            name: {text: fates.stands_for(numbers) for text, numbers in called.items()}
            for name, called in self.within.items()
        }
        self.seen.clear()
        self.find = self.subject.begin()
        for row in self._judged():
            why = "" if row.verdict is Verdict.WRONG else fates.trouble(row.row)
            yield Planned(row.row, Verdict.WRONG, row.name, why=why) if why else row

    def _called_within(self, item: Field) -> Mapping[str, Numbers]:
        columns = self.asked.columns
        names = [columns.index(name) for name in self.subject.named_by if name in columns]
        if item.reference is None:
            return {}
        return called_within(self.table, columns.index(item.name), names, item.reference)

    def _fates(self) -> Fates:
        fates = Fates()
        for row in self._judged():
            is_certain = row.verdict not in (Verdict.NEW, Verdict.DOUBTFUL, Verdict.WRONG)
            record = row.records[0].number if is_certain else None
            above = next((row.values[name] for name in self.within if name in row.values), None)
            fates.note(row.row, above, is_wrong=row.verdict is Verdict.WRONG, record=record)
        return fates

    def _judged(self) -> Iterator[Planned]:
        rows = self.table.rows()
        while portion := list(islice(rows, AT_ONCE)):
            known = {name: self._known(name, portion) for name in self.look_ups}
            read = [self._read(row, known) for row in portion]
            found = self.find([row.wanted for row in read])
            for row, records in zip(read, found, strict=True):
                yield self._judge(row, records)

    def _fallback(self, item: Field, text: str) -> Any:
        if item.reference is not None:
            known = item.reference.begin()(item.reference.texts(text))
            return item.reference.settled(item.reference.sought(text, known), None)
        return item.read(text, self.reading) if item.read is not None else None

    def _known(self, name: str, portion: Sequence[Row]) -> Mapping[str, Numbers]:
        """What that column's cells may mean, looked up together."""
        place, reference = self.asked.columns.index(name), self.fields[name].reference
        cells = {cell for row in portion if (cell := said(row.cells[place])) is not None}
        if reference is None or not cells:
            return {}
        known = self.look_ups[name]({text for cell in cells for text in reference.texts(cell)})
        return {**self.within.get(name, {}), **known}

    def _read(self, row: Row, known: Mapping[str, Mapping[str, Numbers]]) -> _Row:
        values: dict[str, Any] = {}
        own: dict[str, int] = {}
        blanks: list[str] = []
        if row.why:
            return _Row(row.number, Wanted(None, values), None, blanks, row.why)
        for place, name in enumerate(self.asked.columns):
            if not name:
                continue
            try:
                cell = plain_text(cell_text(row.cells[place]))
                if cell is None:
                    blanks.append(name)
                elif name in (NUMBER, VERSION):
                    own[name] = whole_number(cell)
                else:
                    values[name] = self._value(self.fields[name], cell, known.get(name, {}))
            except Wrong as wrong:
                heading = self.table.header[place]
                wanted = Wanted(None, values)
                return _Row(row.number, wanted, None, blanks, wrong.message, heading)
        try:
            self._join(values, blanks)
        except Wrong as wrong:
            return _Row(row.number, Wanted(None, {}), None, blanks, wrong.message)
        wanted = Wanted(own.get(NUMBER), values, row.number)
        return _Row(row.number, wanted, own.get(VERSION), blanks)

    def _value(self, item: Field, cell: str, known: Mapping[str, Numbers]) -> Any:
        if item.reference is not None:
            if self._lets_go(item.name) and cell not in known:
                return Sought(cell, ())
            return item.reference.sought(cell, known)
        return item.read(cell, self.reading) if item.read is not None else None

    def _lets_go(self, name: str) -> bool:
        """Whether a record is taken without that field when it names nothing certain."""
        let_go = self.subject.let_go if self.table.is_cards else None
        return let_go is not None and name == let_go.fields[0]

    def _join(self, values: dict[str, Any], blanks: list[str]) -> None:
        """Put together what two columns say of one field; it is empty where both are."""
        for item in self.fields.values():
            if not item.joins:
                continue
            if item.name in values:
                one, other = values.pop(item.name), values.get(item.joins)
                is_several = item.reference is not None and item.reference.many
                values[item.joins] = one if other is None else joined(other, one, is_several)
                blanks[:] = [name for name in blanks if name != item.joins]
            elif item.joins not in self.fields and item.name in blanks:
                blanks.append(item.joins)

    def _judge(self, row: _Row, records: Sequence[Found]) -> Planned:
        name = self.subject.name_in(row.wanted.values)
        if not row.let_go and self._says_nothing_of(row.wanted.values):
            row = self._without(row, _("The card names no partner."))
        if row.why:
            return Planned(row.number, Verdict.WRONG, name, why=row.why, column=row.column)
        if row.wanted.number is not None and not records:
            why = _("There is no record of the number %(number)s.", number=row.wanted.number)
            return Planned(row.number, Verdict.WRONG, name, why=why)
        sure = records[0] if len(records) == 1 and records[0].is_sure else None
        keys = [_key(sure)] if sure else list(self.subject.keys(row.wanted.values))
        twice = next((self.seen[key] for key in keys if key in self.seen), None)
        if twice is not None:
            why = _("This is the same record as in row %(row)s.", row=twice)
            return Planned(row.number, Verdict.WRONG, name, why=why)
        try:
            planned = self._of_one(row, sure) if sure else self._fresh(row, records)
        except _Unsettled as wrong:
            if self._lets_go(wrong.name) and not row.let_go:
                return self._judge(self._without(row, wrong.message), records)
            return Planned(row.number, Verdict.WRONG, name, why=wrong.message, column=wrong.column)
        if planned.verdict is not Verdict.WRONG:
            self.seen.update(dict.fromkeys(keys, row.number))
        return planned

    def _says_nothing_of(self, values: Mapping[str, Any]) -> bool:
        """Whether a card says more of what it does not name."""
        let_go = self.subject.let_go if self.table.is_cards else None
        return (
            let_go is not None
            and let_go.fields[0] not in values
            and bool({*let_go.fields} & values.keys())
        )

    def _without(self, row: _Row, why: str) -> _Row:
        """The row of a card without what is let go."""
        let_go = self.subject.let_go
        if let_go is None:
            return row
        values = row.wanted.values
        spoken = [(self.subject.field(n).label, values[n]) for n in let_go.fields if n in values]
        lines = [f"{label}: {v.said if isinstance(v, Sought) else v}" for label, v in spoken]
        kept = {name: value for name, value in values.items() if name not in let_go.fields}
        wanted = replace(row.wanted, values=kept)
        return replace(row, wanted=wanted, told=why, let_go="\n".join(lines))

    def _kept(self, row: _Row, values: Mapping[str, Any]) -> dict[str, str]:
        """The field that keeps what was let go, with what the card says there itself."""
        let_go = self.subject.let_go
        if let_go is None or not row.let_go:
            return {}
        return {let_go.into: "\n".join(filter(None, (values.get(let_go.into), row.let_go)))}

    def _fresh(self, row: _Row, records: Sequence[Found]) -> Planned:
        """A new record, or one that may be there already."""
        values = self._settled(row.wanted.values, {})
        assumed = {
            item.name: value
            for item in self.subject.fields
            if item.name not in values
            and (value := self.fallbacks.get(item.name, item.default)) is not None
        }
        name, told = self.subject.name_in(values), ""
        if kept := self._kept(row, values):
            assumed |= kept
            told = _(
                "%(why)s It is taken without, and the notes keep what the card says.", why=row.told
            )
        why, column = self._refusal({**values, **assumed})
        if why:
            return Planned(row.number, Verdict.WRONG, name, why=why, column=column)
        if (unfit := self._unfit({**assumed, **values})) is not None:
            why = _("Agreements of its type do not ask this.")
            return Planned(row.number, Verdict.WRONG, name, why=why, column=str(unfit.label))
        meant = [_meant(found) for found in records]
        verdict = Verdict.DOUBTFUL if meant else Verdict.NEW
        return Planned(row.number, verdict, name, values, {}, meant, told, assumed=assumed)

    def _settled(self, values: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
        """The values with the records that are meant. Raises _Unsettled where nobody can know."""
        settled = {}
        for name, value in values.items():
            item = self.subject.field(name)
            try:
                settled[name] = (
                    item.reference.settled(value, now.get(name))
                    if item.reference is not None and value is not None
                    else value
                )
            except Wrong as wrong:
                raise _Unsettled(wrong.message, item) from wrong
        return settled

    def _unfit(self, values: Mapping[str, Any]) -> Field | None:
        """A field that is not asked of such a record."""
        fields = (self.subject.field(name) for name in values)
        return next((f for f in fields if f.suits and values.get(f.suits[0]) != f.suits[1]), None)

    def _refusal(self, values: Mapping[str, Any]) -> tuple[str, str]:
        missing = next(
            (f for f in self.subject.fields if f.required and not values.get(f.name)), None
        )
        if missing is not None:
            return _("Fill this in."), str(missing.label)
        return self.subject.refusal(values) or "", ""

    def _of_one(self, row: _Row, found: Found) -> Planned:
        """The record that is meant, with what differs."""
        given = {n: v for n, v in row.wanted.values.items() if not self.subject.field(n).only_new}
        given = self._settled(given, found.values)
        if (kept := self._kept(row, given)) and kept.items() <= found.values.items():
            given = {name: value for name, value in given.items() if name not in kept}
        if self.asked.clears:
            given |= {name: None for name in row.blanks if self._is_cleared(name)}
        differs = {
            name: value
            for name, value in given.items()
            if _comparable(value) != _comparable(found.values[name])
        }
        meant = [_meant(found)]
        left = _("%(why)s What the card says of it is left out.", why=row.told) if row.told else ""
        if not differs:
            return Planned(row.number, Verdict.UNCHANGED, found.name, records=meant, why=left)
        fixed = next((name for name in differs if name in found.fixed), None)
        if fixed is not None:
            label = str(self.subject.field(fixed).label)
            why = found.fixed[fixed]
            return Planned(row.number, Verdict.WRONG, found.name, why=why, column=label)
        if refusal := self.subject.refusal({**found.values, **differs}):
            return Planned(row.number, Verdict.WRONG, found.name, why=refusal)
        before = {name: found.values[name] for name in differs}
        overtaken = row.version is not None and row.version != found.version
        verdict = Verdict.CONFLICT if overtaken else Verdict.CHANGED
        return Planned(row.number, verdict, found.name, differs, before, meant, left)

    def _is_cleared(self, name: str) -> bool:
        if not _is_field(name):
            return False
        item = self.subject.field(name)
        return item.clearable and not item.joins and not item.only_new


class _Unsettled(Exception):
    """A cell that means no certain record."""

    def __init__(self, message: str, item: Field) -> None:
        super().__init__(message)
        self.message, self.name, self.column = message, item.name, str(item.label)


def _is_field(name: str) -> bool:
    return bool(name) and name not in (NUMBER, VERSION)


def _meant(found: Found) -> Meant:
    return Meant(found.number, found.version, found.name, found.part, [*found.whys])


def _key(found: Found) -> str:
    """What another row of the same record, or of the same part of it, has as well."""
    return f"record {found.number} {found.part or ''}"


def _comparable(value: Any) -> Any:
    """A text's line ends are those of whichever program wrote it; an empty list is nothing."""
    if isinstance(value, list):
        return value or None
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
