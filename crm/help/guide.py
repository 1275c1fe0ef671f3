"""Reads the guide, which is Markdown with a chapter under each heading, a file a language."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from markupsafe import Markup

from crm.frozen import Frozen
from crm.public.markdown import as_html

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "zh")
_HEADING = re.compile(r"^## (?P<title>.+?) \{#(?P<key>[a-z-]+)\}$", re.MULTILINE)


class Chapter(Frozen):
    """A job; `key` names it in addresses, and is the same in all languages."""

    key: str
    title: str
    text: Markup


def source(language: str) -> str:
    return (FOLDER / f"guide.{language}.md").read_text("utf-8")


@cache
def chapters(language: str) -> Sequence[Chapter]:
    _before, *parts = _HEADING.split(source(language))
    each = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return [Chapter(key, title, as_html(text)) for title, key, text in each]
