"""Names in two languages: which one a reader sees, how names sort, what makes two the same."""

import re
import unicodedata
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy.orm import Mapped, declared_attr, mapped_column, validates
from sqlalchemy.types import String

from crm.database import Base, SortKey
from crm.models.signs import places

_NO_WORD = re.compile(r"[\W_]+")


class TwoNames(Protocol):
    """Anything with a name in English, in Chinese, or in both; a list's row is one too."""

    @property
    def name_en(self) -> str | None: ...

    @property
    def name_zh(self) -> str | None: ...


def display_name(thing: TwoNames, language: str) -> str:
    """The name in the reader's language (`en`, `zh`), else the other one."""
    names = (thing.name_en, thing.name_zh)
    first, second = reversed(names) if language == "zh" else names
    return first or second or ""


def other_name(thing: TwoNames, language: str) -> str | None:
    """The name below the first: that of the other language, when there are two."""
    if not (thing.name_en and thing.name_zh):
        return None
    return thing.name_en if language == "zh" else thing.name_zh


def both_names(model: type[Base]) -> tuple[Any, Any] | None:
    """The columns of the English name and of the Chinese one, where its records have both."""
    for kind in ("name", "title", "label"):
        if f"{kind}_zh" in model.__table__.c:
            return getattr(model, f"{kind}_en"), getattr(model, f"{kind}_zh")
    return None


def sort_key(*names: str | None) -> str:
    """The first name there is, without case, accents and punctuation, Chinese signs by their
    pinyin; at most 200 characters, to be compared by code point."""
    return _sort_key(next((name for name in names if name), ""))


@lru_cache(maxsize=4096)  # an import asks for those of a row again and again
def _sort_key(name: str) -> str:
    key = _NO_WORD.sub(" ", without_accents(name).casefold()).strip()[:200]
    return key if key.isascii() else key.translate(places())


def name_key(name: str) -> str:
    """What two have in common that are called the same: the key of the name, or the name itself
    when it has no letter and no digit, of which no key is left."""
    return sort_key(name) or name


def with_sort_key(record: Any, attribute: str, said: str | None) -> str | None:
    """For what a list sorts by and has one language: keeps its key in `…_sort`, and returns it."""
    key = None if said is None else sort_key(said)
    if getattr(record, f"{attribute}_sort") != key:
        setattr(record, f"{attribute}_sort", key)
    return said


def without_accents(text: str) -> str:
    """The text with nothing above, below or through its letters, and wide signs as usual ones."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    if decomposed.isalnum():  # a sign that combines is neither a letter nor a digit
        return decomposed
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


class Named:
    """Mixin: `name_en`, `name_zh` (one of them at least) and the keys that lists sort by, for who
    reads English and for who reads Chinese."""

    name_en: Mapped[str | None] = mapped_column(String(200), sort_order=-2)
    name_zh: Mapped[str | None] = mapped_column(String(200), sort_order=-2)

    @declared_attr
    def name_sort(self) -> Mapped[str]:
        return mapped_column(SortKey, default="", sort_order=-1)

    @declared_attr
    def name_sort_zh(self) -> Mapped[str]:
        return mapped_column(SortKey, default="", sort_order=-1)

    @validates("name_en", "name_zh")
    def _keep_sort_key(self, attribute: str, name: str | None) -> str | None:
        names = {"name_en": self.name_en, "name_zh": self.name_zh, attribute: name}
        keys = {
            "name_sort": sort_key(names["name_en"], names["name_zh"]),
            "name_sort_zh": sort_key(names["name_zh"], names["name_en"]),
        }
        for key, said in keys.items():
            if getattr(self, key) != said:
                setattr(self, key, said)
        return name


ONE_NAME = "coalesce(name_en, name_zh) IS NOT NULL"
"""The constraint that comes with `Named`."""
