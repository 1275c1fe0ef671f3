"""What was typed into a search as a question that both engines are asked.

Each key that is typed comes through here, so that texts are joined of lists: a generator is a call
for each part.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, groupby, product

from crm.models.prepared import (
    BEGINNING,
    HAN,
    LONGEST_SPELLING,
    LONGEST_WORD,
    MOST_INITIALS,
    syllables_of,
)

Term = tuple[str, ...]
"""A run of Chinese signs as they stand, or one word that begins so."""

Way = tuple[Term, ...]
"""Terms that have to be there all."""

Part = tuple[Way, ...]
"""One of these ways has to be met."""

_TELEPHONE = 7
"""Digits from which on a number may be one of a telephone."""


_LONGEST_SYLLABLE = 6

KEPT_READY = 4
"""First letters of words that SQLite's index keeps ready; the first two of them as well."""

MOST_STANDING = 4
"""Words of a question of which SQLite is asked by what is kept ready."""


def parts_of(words: Sequence[str]) -> list[Part]:
    """The parts of a question in those words, all of which have to be met."""
    parts: list[Part] = []
    for are_digits, same in groupby(words, _is_number):
        if are_digits:
            parts.append(_number(tuple(same)))
        else:
            parts.extend(_chinese(word) if HAN.match(word) else _spoken(word) for word in same)
    return parts


def one_of_them(questions: Iterable[Sequence[Part]]) -> Part:
    """What is met as soon as all parts of one of the questions are."""
    ways = (tuple(chain.from_iterable(way)) for parts in questions for way in product(*parts))
    return tuple(dict.fromkeys(way for way in ways if way))


def fts5(parts: Sequence[Part]) -> str:
    """The question to SQLite."""
    return " AND ".join([f"({_ways(part, _fts5_term, ' AND ', ' OR ')})" for part in parts])


def tsquery(parts: Sequence[Part]) -> str:
    """The question to PostgreSQL."""
    return " & ".join([f"({_ways(part, _tsquery_term, ' & ', ' | ')})" for part in parts])


def one_by_one(parts: Sequence[Part]) -> str:
    """The question to PostgreSQL about each part, a line each; none when it has one part only."""
    return "\n".join(tsquery([part]) for part in parts) if len(parts) > 1 else ""


def by_what_is_ready(parts: Sequence[Part]) -> tuple[str, Sequence[str]]:
    """A question to SQLite that is met by all that these parts are met by, of the first letters
    that its index keeps ready, and what then has to stand in the words between spaces; one that
    nothing meets where that cannot be said or is of no use."""
    terms = [part[0][0] for part in parts if len(part) == len(part[0]) == 1]
    is_plain = len(terms) == len(parts) <= MOST_STANDING and all(map(_is_plain, terms))
    if not is_plain or all(_begun(term) == term for term in terms):
        return fts5([(((BEGINNING * 2,),),)]), ("",) * MOST_STANDING
    begun: list[Part] = [((_begun(term),),) for term in terms]
    standing = [f" {' '.join(term)}{' ' if _is_whole(term[0]) else ''}" for term in terms]
    return fts5(begun), (*standing, *[""] * (MOST_STANDING - len(terms)))


def _begun(term: Term) -> Term:
    """As much of it as is kept ready."""
    word = term[0]
    return (word[: KEPT_READY if len(word) >= KEPT_READY else 2], *term[1:])


def _is_plain(term: Term) -> bool:
    """Whether it stands in the words exactly as the index has it, and is not found sooner there:
    a whole name is."""
    word = term[0].removeprefix(BEGINNING)
    return (word.isascii() and not _is_whole(term[0])) or HAN.match(word) is not None


def _ways(part: Part, term: Callable[[Term], str], both: str, either: str) -> str:
    return either.join([f"({both.join([term(one) for one in way])})" for way in part])


def _fts5_term(term: Term) -> str:
    return f'"{" ".join(term)}"{"" if _is_whole(term[0]) else "*"}'


def _tsquery_term(term: Term) -> str:
    if HAN.match(term[0]):
        return "(" + " <-> ".join(f"'{sign}'" for sign in term) + ")"
    return f"'{term[0]}'{'' if _is_whole(term[0]) else ':*'}"


def _is_whole(word: str) -> bool:
    """Whether only that word is meant, and none that begins so: a whole name, once so much of it
    is typed that the index does not keep all that begin so ready."""
    return bool(HAN.match(word)) or (word[0] == BEGINNING and len(word) > KEPT_READY)


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdigit()


def _chinese(run: str) -> Part:
    return ((tuple(run),),)


def _number(groups: Sequence[str]) -> Part:
    """Groups of digits as they stand, or as one number however it is grouped; a telephone number
    may have been typed with the zeros and the country's digits that the other lacks."""
    ways: list[Way] = [tuple((group[:LONGEST_WORD],) for group in groups)]
    whole = "".join(groups)[:LONGEST_WORD]
    if len(groups) > 1:
        ways.append(((whole,),))
    if len(whole) >= _TELEPHONE:
        bare = whole.lstrip("0")
        ways += [((number,),) for number in (bare, bare.removeprefix("86").lstrip("0")) if number]
    return tuple(dict.fromkeys(ways))


def _spoken(word: str) -> Part:
    """A Latin word; a long one may be pinyin or initials, of which the pieces are kept."""
    word = word[:LONGEST_WORD]
    ways: list[Way] = [((word,),)]
    if len(word) > MOST_INITIALS:
        ways.append(((word[:MOST_INITIALS],), (word[-MOST_INITIALS:],)))
    if len(word) > LONGEST_SPELLING and (spoken := _syllables_so_far(word)):
        ways.append(tuple((piece,) for piece in _pieces(spoken)))
    return tuple(ways)


def _syllables_so_far(word: str) -> Sequence[str]:
    """Its Chinese syllables, the last of which may still be half typed."""
    for rest in range(_LONGEST_SYLLABLE):
        whole = word[: len(word) - rest]
        if spoken := syllables_of(whole):
            return (*spoken, word[len(whole) :]) if rest else spoken
    return ()


def _pieces(spoken: Sequence[str]) -> list[str]:
    """The syllables put together again, each piece as long as what is kept of a name's pinyin."""
    pieces = [""]
    for syllable in spoken:
        if len(pieces[-1]) + len(syllable) > LONGEST_SPELLING:
            pieces.append("")
        pieces[-1] += syllable
    return pieces
