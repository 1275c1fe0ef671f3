"""Which passwords are guessed first: those that many use, and those made of the office's words."""

import re
from collections.abc import Iterable

from crm.models.leaked import has_leaked

FEWEST_OF_ITS_OWN = 5
"""So many signs have to be left of a password when all that anybody would guess is taken out."""

PRODUCT = ("partnerships", "partnership", "partner", "cooperation", "register", "crm")

FREQUENT = (
    *("password", "passwort", "passw0rd", "passphrase", "passwd", "pass", "letmein", "welcome"),
    *("administrator", "admin", "root", "user", "guest", "login", "default", "changeme", "change"),
    *("secret", "hello", "iloveyou", "trustno", "master", "monkey", "dragon", "sunshine"),
    *("princess", "football", "baseball", "superman", "batman", "shadow", "michael", "jordan"),
    *("summer", "winter", "spring", "autumn", "test", "temp", "demo", "office", "hospital"),
    *("university", "medical", "school", "medicine", "doctor", "student", "college", "china"),
    *("beijing", "shanghai", "mima", "woaini", "5201314", "1314520", "nihao", "zhongguo"),
    *("correcthorsebatterystaple", "thisismypassword", "mypassword", "please", "computer"),
    *("internet", "google", "qazwsxedc", "zaq1xsw2", "1qaz2wsx", "q1w2e3r4t5", "a1b2c3d4"),
)
"""What the lists of passwords that have leaked begin with, and what is near at hand here."""

ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "azertyuiop",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)
SHORTEST_RUN = 4
AS_LETTERS = str.maketrans("013457@$!", "oieastasi")
REPEATED = re.compile(r"(.{1,6}?)\1{2,}")
"""Something of up to six signs, three times or more."""

WORD = re.compile(r"[^\W_]{3,}")


def without_gaps(text: str) -> str:
    """As names are looked for: in small letters, without blanks and signs."""
    return re.sub(r"[\W_]", "", text.lower())


def is_easily_guessed(password: str, own: Iterable[str], names: Iterable[str] = ()) -> bool:
    """Whether it has leaked, or too little is left without frequent words, runs, words of the texts
    of one's own, and names as a whole."""
    typed, whole = password.lower(), without_gaps(password)
    for name in names:
        whole = whole.replace(name, " ")
    words = {*FREQUENT, *PRODUCT, *(word for text in own for word in WORD.findall(text.lower()))}
    return has_leaked(password) or any(
        len(set(_left(text, words))) < FEWEST_OF_ITS_OWN
        for text in (typed, typed.translate(AS_LETTERS), whole)
    )


def _left(text: str, words: Iterable[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, " ")
    text = REPEATED.sub(" ", _without_runs(text))
    return re.sub(r"[\W\d_]", "", text)


def _without_runs(text: str) -> str:
    """The text without what stands side by side on a keyboard or in the alphabet."""
    rows = [*ROWS, *(row[::-1] for row in ROWS)]
    kept, at = "", 0
    while at < len(text):
        end = at + SHORTEST_RUN
        while end <= len(text) and any(text[at:end] in row for row in rows):
            end += 1
        if end > at + SHORTEST_RUN:
            kept, at = kept + " ", end - 1
        else:
            kept, at = kept + text[at], at + 1
    return kept
