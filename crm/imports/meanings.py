"""What cells mean that cannot be read: a person says it once for all rows."""

from collections.abc import Mapping

from crm.frozen import Frozen
from crm.imports.fields import Field, Subject
from crm.imports.values import plain_key

MOST = 20
"""Cells of a field that a person is asked about: with more it is another column."""

LONGEST = 60

MEANING = "meaning."
"""What the name of such a question begins with; the field's name and the cell follow."""


class Meanings:
    """What was said of the cells, and those of which nothing was said yet."""

    def __init__(self, fields: Mapping[str, Field], said: Mapping[str, Mapping[str, str]]) -> None:
        self.fields = fields
        self.said = {
            name: {plain_key(cell): meant for cell, meant in cells.items()}
            for name, cells in said.items()
        }
        self.unknown: dict[str, dict[str, int]] = {}

    def of(self, name: str, cell: str) -> str:
        """What the cell says, or was said to mean."""
        said = self.said.get(name)
        return cell if said is None else said.get(plain_key(cell), cell)

    def note(self, name: str, cell: str) -> None:
        """That cell cannot be read."""
        if self.fields[name].means is None or len(cell) > LONGEST or not plain_key(cell):
            return
        cells = self.unknown.setdefault(name, {})
        if cell in cells or len(cells) < MOST:
            cells[cell] = cells.get(cell, 0) + 1


class Question(Frozen):
    """What a cell is asked to mean: `number` of them are in the file, if that is known."""

    name: str
    label: str
    cell: str
    number: int | None
    choices: tuple[tuple[str, str], ...]
    chosen: str = ""


def open_questions(subject: Subject, unknown: Mapping[str, Mapping[str, int]]) -> list[Question]:
    """What may be said of cells that could not be read."""
    return [
        _question(item, cell, number)
        for item in subject.fields
        for cell, number in unknown.get(item.name, {}).items()
    ]


def answered(subject: Subject, said: Mapping[str, Mapping[str, str]]) -> list[Question]:
    """What was said, to be said otherwise."""
    return [
        _question(item, cell, None, meant)
        for item in subject.fields
        for cell, meant in said.get(item.name, {}).items()
    ]


def answers(subject: Subject, sent: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What a form says of them, as far as it was offered."""
    found: dict[str, dict[str, str]] = {}
    offered = {item.name: dict(item.means()) for item in subject.fields if item.means}
    for name, meant in sent.items():
        field, _dot, cell = name.removeprefix(MEANING).partition(".")
        if name.startswith(MEANING) and meant in offered.get(field, ()) and len(cell) <= LONGEST:
            found.setdefault(field, {})[cell] = meant
    return found


def _question(item: Field, cell: str, number: int | None, chosen: str = "") -> Question:
    choices = tuple(item.means()) if item.means is not None else ()
    return Question(f"{MEANING}{item.name}.{cell}", str(item.label), cell, number, choices, chosen)
