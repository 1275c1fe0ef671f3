"""Signs of a text that nobody sees: what looks empty all the same, and what turns the direction."""

import unicodedata

from crm.pattern import late

_UNSEEN = late(
    # Default_Ignorable_Code_Point of Unicode 16, DerivedCoreProperties.txt. Some of them are
    # letters: the fillers of Hangul syllables.
    r"[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3"
    r"\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    # Unicode counts neither among them: the braille sign of no dots, and what marks annotations.
    r"\u2800\ufff9-\ufffb]*"
)


def looks_empty(text: str) -> bool:
    """Whether a reader sees nothing of it: nothing but blanks and signs without a shape."""
    return _UNSEEN.fullmatch(text) is not None


_POP_EMBEDDING, _POP_ISOLATE = "\u202c", "\u2069"
_CLOSED_BY = dict.fromkeys("\u202a\u202b\u202d\u202e", _POP_EMBEDDING)
_CLOSED_BY |= dict.fromkeys("\u2066\u2067\u2068", _POP_ISOLATE)
_OPENS = late("[\u202a\u202b\u202d\u202e\u2066-\u2068]")


def closed(text: str) -> str:
    """The text with what turns its direction closed at the end of the line in which it was left
    open: what a page says after it would be turned as well. A line that is balanced stays."""
    if _OPENS.search(text) is None:
        return text
    return "".join(map(_closed_line, text.splitlines(keepends=True)))


def or_none(text: str | None) -> str | None:
    """What was said, without blanks around it, composed, and closed where it turns the direction
    of what follows; None when nothing is left to see."""
    if text is None or text.isascii():
        return (text or "").strip() or None
    return None if looks_empty(text) else closed(unicodedata.normalize("NFC", text).strip())


def _closed_line(line: str) -> str:
    said = line.splitlines()[0]
    return said + "".join(reversed(still_open(said))) + line[len(said) :]


def still_open(line: str) -> list[str]:
    """The signs that would close what the line leaves open, the outermost first, by the rules X1
    to X7 of Unicode's UAX #9."""
    waiting: list[str] = []
    isolates = 0  # counted, since looking for one in a long row at each sign takes its square
    for sign in line:
        if sign in _CLOSED_BY:
            waiting.append(_CLOSED_BY[sign])
            isolates += waiting[-1] == _POP_ISOLATE
        elif sign == _POP_EMBEDDING and waiting[-1:] == [sign]:
            waiting.pop()
        elif sign == _POP_ISOLATE and isolates:
            isolates -= 1
            # It closes what was opened within the isolate as well.
            while waiting.pop() != sign:
                pass
    return waiting
