"""Whether one of a few is called so; where there are many, the search index is asked instead."""

from collections.abc import Iterable

from crm.models.prepared import Searched, asked_words, in_one_word, searched_words


def is_called(typed: str, names: Iterable[str | None]) -> bool:
    """Whether each word typed stands in one of the names, or begins a word of theirs, their pinyin
    or their initials. True of everybody as long as no word is typed."""
    known = [name for name in names if name]
    ways = searched_words(Searched(known))
    whole = [in_one_word(name) for name in known]
    return all(
        any(way.startswith(word) for way in ways) or any(word in name for name in whole)
        for word in asked_words(typed)
    )
