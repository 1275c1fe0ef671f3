"""Signs of a text that nobody sees: what looks empty all the same."""

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
