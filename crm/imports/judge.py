"""What becomes of a row that was read, given the records that it may mean."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from crm.imports.fields import Field, LetGo, Subject
from crm.imports.found import Found, Sought
from crm.imports.planned import Asked, Meant, Planned, Verdict
from crm.imports.row_reader import ReadRow, fills_field, lets_go
from crm.imports.values import Reading, Wrong


class Judge:
    """`seen` has what the rows so far were about, so that none comes twice."""

    def __init__(self, subject: Subject, asked: Asked, let_go: LetGo | None) -> None:
        self.subject, self.asked, self.let_go = subject, asked, let_go
        self.seen: dict[str, int] = {}
        reading = Reading(asked.day_first)
        self.fallbacks = {
            name: _fallback(subject.field(name), text, reading)
            for name, text in asked.fallbacks.items()
            if text
        }

    def judge(self, row: ReadRow, records: Sequence[Found]) -> Planned:
        name = self.subject.name_in(row.wanted.values)
        if not row.left and self._says_nothing_of(row.wanted.values):
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
            if lets_go(self.let_go, wrong.name) and not row.left:
                return self.judge(self._without(row, wrong.message), records)
            return Planned(row.number, Verdict.WRONG, name, why=wrong.message, column=wrong.column)
        if planned.verdict is not Verdict.WRONG:
            self.seen.update(dict.fromkeys(keys, row.number))
        return planned

    def _says_nothing_of(self, values: Mapping[str, Any]) -> bool:
        """Whether a card says more of what it does not name."""
        let_go = self.let_go
        return (
            let_go is not None
            and let_go.fields[0] not in values
            and bool({*let_go.fields} & values.keys())
        )

    def _without(self, row: ReadRow, why: str) -> ReadRow:
        """The row of a card without what is let go."""
        let_go = self.let_go
        if let_go is None:
            return row
        values = row.wanted.values
        spoken = [(self.subject.field(n).label, values[n]) for n in let_go.fields if n in values]
        lines = [f"{label}: {v.said if isinstance(v, Sought) else v}" for label, v in spoken]
        kept = {name: value for name, value in values.items() if name not in let_go.fields}
        wanted = replace(row.wanted, values=kept)
        return replace(row, wanted=wanted, told=why, left="\n".join(lines))

    def _kept(self, row: ReadRow, values: Mapping[str, Any]) -> dict[str, str]:
        """The field that keeps what was let go, with what the card says there itself."""
        let_go = self.let_go
        if let_go is None or not row.left:
            return {}
        return {let_go.into: "\n".join(filter(None, (values.get(let_go.into), row.left)))}

    def _fresh(self, row: ReadRow, records: Sequence[Found]) -> Planned:
        """A new record, or one that may be there already."""
        values = self._settled(row.wanted.values, {})
        assumed = {
            item.name: value
            for item in self.subject.fields
            if item.name not in values
            and (value := self.fallbacks.get(item.name, item.default)) is not None
        }
        name = self.subject.name_in(values)
        why, column = self._refusal({**values, **assumed}, row.told)
        if why:
            return Planned(row.number, Verdict.WRONG, name, why=why, column=column)
        if (unfit := self._unfit({**assumed, **values})) is not None:
            why = _("Agreements of its type do not ask this.")
            return Planned(row.number, Verdict.WRONG, name, why=why, column=str(unfit.label))
        meant = [_meant(found) for found in records]
        verdict = Verdict.DOUBTFUL if meant else Verdict.NEW
        return Planned(row.number, verdict, name, values, {}, meant, assumed=assumed)

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

    def _refusal(self, values: Mapping[str, Any], told: str) -> tuple[str, str]:
        missing = next(
            (f for f in self.subject.fields if f.required and not values.get(f.name)), None
        )
        if missing is not None:
            return told or _("Fill this in."), str(missing.label)
        return self.subject.refusal(values) or "", ""

    def _of_one(self, row: ReadRow, found: Found) -> Planned:
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
        if not fills_field(name):
            return False
        item = self.subject.field(name)
        return item.clearable and not item.joins and not item.only_new


class _Unsettled(Exception):
    """A cell that means no certain record."""

    def __init__(self, message: str, item: Field) -> None:
        super().__init__(message)
        self.message, self.name, self.column = message, item.name, str(item.label)


def _fallback(item: Field, text: str, reading: Reading) -> Any:
    if item.reference is not None:
        known = item.reference.begin()(item.reference.texts(text))
        return item.reference.settled(item.reference.sought(text, known), None)
    return item.read(text, reading) if item.read is not None else None


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
