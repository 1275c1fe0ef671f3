"""What an import would do, row by row. The import does exactly that, or refuses."""

from collections.abc import Iterator, Mapping
from itertools import islice

from crm.imports.fields import Field, Subject
from crm.imports.judge import Judge
from crm.imports.planned import Asked, Planned, Verdict
from crm.imports.references import Numbers
from crm.imports.row_reader import RowReader, let_go_of
from crm.imports.within import Fates, called_within
from crm.tables.table import Table

AT_ONCE = 500
"""Rows that are looked up together."""


class Preview:
    """Goes through a file, once."""

    def __init__(self, table: Table, subject: Subject, asked: Asked) -> None:
        self.table, self.subject, self.asked = table, subject, asked
        self.reader = RowReader(table, subject, asked)
        self.judge = Judge(subject, asked, let_go_of(table, subject))
        self.find = subject.begin()

    def rows(self) -> Iterator[Planned]:
        """What becomes of each row, in their order. Raises Refused for a file that breaks off, and
        for one with days that can be read in two ways.

        Where rows name each other the file is gone through twice: what becomes of one depends on
        what becomes of the other, which may stand below it.
        """
        self.reader.within = {
            name: called
            for name, item in self.reader.fields.items()
            if item.is_within and (called := self._called_within(item))
        }
        if not self.reader.within:
            yield from self._judged()
            self._forget()
            return
        fates = self._fates()
        self.reader.meanings.unknown.clear()
        self.reader.within = {
            name: {text: fates.stands_for(numbers) for text, numbers in called.items()}
            for name, called in self.reader.within.items()
        }
        self._forget()
        for row in self._judged():
            why = "" if row.verdict is Verdict.WRONG else fates.trouble(row.row)
            yield Planned(row.row, Verdict.WRONG, row.name, why=why) if why else row
        self._forget()

    def _forget(self) -> None:
        """What was kept of the rows to compare others with."""
        self.judge.seen.clear()
        self.find = self.subject.begin()

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
            above = next(
                (row.values[name] for name in self.reader.within if name in row.values), None
            )
            fates.note(row.row, above, is_wrong=row.verdict is Verdict.WRONG, record=record)
        return fates

    def _judged(self) -> Iterator[Planned]:
        rows = self.table.rows()
        while portion := list(islice(rows, AT_ONCE)):
            read = self.reader.read(portion)
            found = self.find([row.wanted for row in read])
            for row, records in zip(read, found, strict=True):
                yield self.judge.judge(row, records)
