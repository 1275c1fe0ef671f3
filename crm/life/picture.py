"""The life of an agreement as a picture, drawn from the table of steps."""

from collections.abc import Callable

from crm.database import Word
from crm.frozen import Frozen
from crm.models.life import STEPS, Stage, Step

BOX_WIDTH, BOX_HEIGHT = 150, 38

PLACES = {
    Stage.DRAFT: (90, 150),
    Stage.IN_REVIEW: (390, 150),
    Stage.AWAITING_SIGNATURE: (690, 150),
    Stage.SIGNED: (990, 150),
    Stage.ABANDONED: (390, 370),
    Stage.TERMINATED: (860, 370),
    Stage.SUPERSEDED: (1100, 370),
}
"""The middle of each box."""

BENDS = {
    (Step.APPROVE, Stage.DRAFT): -90,
    (Step.RETURN, Stage.AWAITING_SIGNATURE): -160,
    (Step.RETURN, Stage.IN_REVIEW): 76,
    (Step.RESUME, Stage.ABANDONED): -52,
    (Step.REINSTATE, Stage.TERMINATED): -44,
    (Step.REINSTATE, Stage.SUPERSEDED): 44,
}
"""How far an arrow swings aside, where another would run over it."""


class Box(Frozen):
    stage: Stage
    label: str
    x: float
    y: float


class Arrow(Frozen):
    """`path` is SVG path data; the label stands at `x`, `y`."""

    step: Step
    label: str
    path: str
    x: float
    y: float


class Picture(Frozen):
    boxes: list[Box]
    arrows: list[Arrow]
    sentences: list[tuple[str, str, str]]
    """Each way as words, for those who do not see the picture: from, step, to."""


def life_picture(say: Callable[[Word], str]) -> Picture:
    """Stages as boxes and steps as arrows; `say` puts a stored word into the reader's language."""
    ways = [(step, start, move.end) for step, move in STEPS.items() for start in move.starts]
    boxes = [Box(stage, say(stage), *PLACES[stage]) for stage in Stage]
    arrows = [_arrow(step, say(step), start, end) for step, start, end in ways]
    return Picture(boxes, arrows, [(say(start), say(step), say(end)) for step, start, end in ways])


def _arrow(step: Step, label: str, start: Stage, end: Stage) -> Arrow:
    (from_x, from_y), (to_x, to_y) = PLACES[start], PLACES[end]
    bend = BENDS.get((step, start), 0)
    if from_y == to_y:
        return _along(step, label, (from_x, to_x, from_y), bend)
    return _across(step, label, ((from_x, from_y), (to_x, to_y)), bend)


def _along(step: Step, label: str, line: tuple[float, float, float], bend: float) -> Arrow:
    from_x, to_x, y = line
    towards = 1 if to_x > from_x else -1
    if bend == 0:
        start, end = from_x + towards * BOX_WIDTH / 2, to_x - towards * (BOX_WIDTH / 2 + 8)
        return Arrow(step, label, f"M{start} {y} L{end} {y}", (start + end) / 2, y - 8)
    edge = BOX_HEIGHT / 2 if bend > 0 else -BOX_HEIGHT / 2
    start_y, end_y = y + edge, y + edge + (8 if bend > 0 else -8)
    shift = 22 * towards
    path = (
        f"M{from_x + shift} {start_y} C{from_x + shift} {y + bend} {to_x - shift} {y + bend}"
        f" {to_x - shift} {end_y}"
    )
    middle = y + edge / 4 + bend * 0.75
    return Arrow(step, label, path, (from_x + to_x) / 2, middle + (14 if bend > 0 else -6))


def _across(
    step: Step, label: str, line: tuple[tuple[float, float], tuple[float, float]], bend: float
) -> Arrow:
    (from_x, from_y), (to_x, to_y) = line
    down = 1 if to_y > from_y else -1
    start_y, end_y = from_y + down * BOX_HEIGHT / 2, to_y - down * (BOX_HEIGHT / 2 + 8)
    path = f"M{from_x + bend} {start_y} L{to_x + bend} {end_y}"
    part = 0.62 if down > 0 else 0.3
    x, y = from_x + (to_x - from_x) * part + bend, start_y + (end_y - start_y) * part
    return Arrow(step, label, path, x, y)
