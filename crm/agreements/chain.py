"""A chain of agreements as a picture: who stands under whom, who follows whom, where each ends."""

from collections.abc import Mapping, Sequence
from typing import Any

from crm.frozen import Frozen

BOX_WIDTH, BOX_HEIGHT = 290, 56
STEP_X, STEP_Y, INDENT = 360, 76, 34
MARGIN = 12


class ChainBox(Frozen):
    """One agreement of the picture, with its upper left corner."""

    row: Any
    x: int
    y: int
    is_here: bool


class Tie(Frozen):
    """An arrow: `path` is SVG path data; `row` is the one that stands under or follows."""

    path: str
    row: Any
    follows: bool


class ChainPicture(Frozen):
    boxes: list[ChainBox]
    ties: list[Tie]
    width: int
    height: int


def draw_chain(rows: Sequence[Any], here: int) -> ChainPicture | None:
    """The picture of a chain; None for an agreement that stands alone.

    Those that follow each other stand in one line; what stands under one stands below it.
    """
    if len(rows) < 2:
        return None
    by_id = {row.id: row for row in rows}
    places = _places(rows, by_id)
    boxes = [
        ChainBox(by_id[n], MARGIN + x, MARGIN + line * STEP_Y, n == here)
        for n, (x, line) in places.items()
    ]
    ties = [tie for row in rows for tie in _ties(row, places)]
    width = max(box.x for box in boxes) + BOX_WIDTH + MARGIN
    height = max(box.y for box in boxes) + BOX_HEIGHT + MARGIN
    return ChainPicture(boxes, ties, width, height)


def _places(rows: Sequence[Any], by_id: Mapping[int, Any]) -> dict[int, tuple[int, int]]:
    """Where each stands: how far from the left, and in which line from above."""
    places: dict[int, tuple[int, int]] = {}
    tops = [r for r in rows if r.parent_id not in by_id and r.predecessor_id not in by_id]
    for row in (*tops, *rows):
        _place(row, 0, rows, places)
    return places


def _place(row: Any, x: int, rows: Sequence[Any], places: dict[int, tuple[int, int]]) -> None:
    """Give the next free line to a row and those that follow it, then to what stands below."""
    if row.id in places:
        return
    line = 1 + max((line for _x, line in places.values()), default=-1)
    run = _followers(row, rows)
    for step, member in enumerate(run):
        places.setdefault(member.id, (x + step * STEP_X, line))
    for member in run:
        for child in (r for r in rows if r.parent_id == member.id):
            _place(child, places[member.id][0] + INDENT, rows, places)


def _followers(row: Any, rows: Sequence[Any]) -> list[Any]:
    """The agreement and those that follow it, one after the other."""
    run = [row]
    while True:
        after = [r for r in rows if r.predecessor_id == run[-1].id and r not in run]
        if not after:
            return run
        run.append(after[0])


def _ties(row: Any, places: Mapping[int, tuple[int, int]]) -> list[Tie]:
    ties = []
    x, line = places[row.id]
    left, middle = MARGIN + x, MARGIN + line * STEP_Y + BOX_HEIGHT // 2
    if row.parent_id in places:
        above_x, above_line = places[row.parent_id]
        stem = MARGIN + above_x + INDENT // 2
        top = MARGIN + above_line * STEP_Y + BOX_HEIGHT
        ties.append(Tie(f"M{stem} {top} V{middle} H{left - 7}", row, follows=False))
    if row.predecessor_id in places:
        before_x, before_line = places[row.predecessor_id]
        right = MARGIN + before_x + BOX_WIDTH
        height = MARGIN + before_line * STEP_Y + BOX_HEIGHT // 2
        path = f"M{right} {height} H{(right + left) // 2} V{middle} H{left - 7}"
        ties.append(Tie(path, row, follows=True))
    return ties
