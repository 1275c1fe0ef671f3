"""Markdown as HTML that can do no harm: paragraphs, emphasis, lists, quotations and links."""

import importlib
from functools import cache
from typing import Any

from markupsafe import Markup

OFF = ("heading", "lheading", "code", "fence", "hr", "html_block", "html_inline", "image")
"""What stays as it was typed: a page has its own headings, and shows nothing of other places."""

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "code", "a"}
SCHEMES = {"http", "https", "mailto", "tel"}


def as_html(text: str | None) -> Markup:
    """The text as HTML. The parser makes no tag of what was typed as one; what it makes is looked
    through once more by a library that knows nothing of Markdown."""
    if not text:
        return Markup()
    made = _parser().render(text)
    nh3 = importlib.import_module("nh3")
    return Markup(  # noqa: S704 — this is the one place where markup is let through
        nh3.clean(
            made,
            tags=TAGS,
            attributes={"a": {"href"}},
            url_schemes=SCHEMES,
            link_rel="noopener noreferrer",
        )
    )


@cache
def _parser() -> Any:
    library = importlib.import_module("markdown_it")  # for the first who needs it
    return library.MarkdownIt("commonmark", {"html": False}).disable(list(OFF))
