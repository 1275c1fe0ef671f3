"""Things that are named one after the other, as the language does that is spoken."""

from collections.abc import Iterable

from flask_babel import pgettext


def listed(things: Iterable[object]) -> str:
    """`one, two, three`; `一、二、三`."""
    return pgettext("between things that are listed", ", ").join(str(thing) for thing in things)
