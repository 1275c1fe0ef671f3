"""A page as the browser gets it: parsed strictly, and held to what every page has to be."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from xml.etree.ElementTree import Element

import html5lib
from lxml import etree

NEEDS_NO_LABEL = {"hidden", "submit"}


SVG = "svg-"
"""Before the names of what is drawn: a link in a picture is none of the text."""

SWITCHES = {"autofocus", "checked", "disabled", "multiple", "readonly", "required", "selected"}
"""Attributes that say yes by being there."""

_SWITCH = " or ".join(f"name() = '{name}'" for name in sorted(SWITCHES))
_TAG = re.compile(r"<[^>]*>")
_SAID = re.compile(r'"[^"<>]*"')
_NAME = re.compile(r"/?[^\s/<>]+")
_VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "wbr",
}
_INLINE = "//style | //script[not(@src) and not(@type = 'application/ld+json')]"
"""What is no file of its own; data no browser runs."""

_LABELLED_FROM_AFAR = "(//input | //select | //textarea)[not(ancestor::label)]"
_parsed: set[int] = set()
_wholly_seen: set[int] = set()


def parse(html: str) -> Element:
    """The tree of the page. The strict parser takes its time: it looks at a page in which
    something stands as it stood in none that it has seen."""
    bare = _SAID.sub('""', "".join(_TAG.findall(html)))
    make_up = set() if (whole := hash(bare)) in _wholly_seen else _make_up(bare)
    if not make_up <= _parsed:
        html5lib.HTMLParser(strict=True).parse(html)
        _parsed.update(make_up)
    _wholly_seen.add(whole)
    tree = etree.fromstring(html, etree.HTMLParser(remove_comments=True, huge_tree=True))
    for switch in tree.xpath(f"//@*[{_SWITCH}]"):
        switch.getparent().set(switch.attrname, "")  # which lxml gives its own name as value
    for element in tree.xpath("//svg | //svg//*"):
        element.tag = SVG + element.tag
    return tree


def _make_up(page: str) -> set[int]:
    """Each tag of a page without texts, with the tag before it and all that it stands in, which is
    what a parser goes by; all of them at once where an element is not closed."""
    found: set[int] = set()
    inside: list[tuple[str, int]] = [("", 0)]
    before = ""
    for tag in _TAG.findall(page):
        found.add(hash((inside[-1], before, tag)))
        before = tag
        name = _NAME.search(tag)[0]
        if name.startswith("/"):
            if inside.pop()[0] != name[1:]:
                return {hash(page)}
        elif not (name.startswith("!") or name in _VOID or tag.endswith("/>")):
            inside.append((name, hash((inside[-1], name))))
    return found if len(inside) == 1 else {hash(page)}


class Page:
    """A page that has passed the checks; what a reader and a form filler want of it."""

    def __init__(self, html: str, address: str) -> None:
        self.html, self.address = html, address
        self.tree = parse(html)
        for problem in self._problems():
            raise AssertionError(f"{address}: {problem}")

    @cached_property
    def main(self) -> Element:
        return next(self.tree.iter("main"))

    @property
    def heading(self) -> str:
        return text_of(next(self.tree.iter("h1")))

    @property
    def text(self) -> str:
        """What the reader sees in the middle of the page."""
        return text_of(self.main)

    def having(self, name: str, **attributes: str) -> list[Element]:
        """The elements of that name with those attributes; `class_` is one of its classes."""
        wanted = attributes.pop("class_", None)
        return [
            element
            for element in self.main.iter(name)
            if all(element.get(key) == value for key, value in attributes.items())
            and (wanted is None or wanted in (element.get("class") or "").split())
        ]

    def texts(self, name: str, **attributes: str) -> list[str]:
        return [text_of(element) for element in self.having(name, **attributes)]

    def links(self) -> list[str]:
        return [element.get("href", "") for element in self.main.iter("a")]

    def value(self, name: str) -> str:
        """The value of the first field of that name, anywhere on the page."""
        found = next(e for e in self.tree.iter("input") if e.get("name") == name)
        return found.get("value", "")

    def fields(self) -> dict[str, list[str]]:
        """What the page's own form would send as it stands, without its buttons."""
        form = next(e for e in self.main.iter("form") if e.get("class") == "edit")
        sent: dict[str, list[str]] = {}
        for element in without_patterns(form):
            if name := element.get("name"):
                sent.setdefault(name, []).extend(_values(element))
        return sent

    @property
    def action(self) -> str:
        """Where the page's own form goes."""
        form = next(e for e in self.main.iter("form") if e.get("class") == "edit")
        return form.get("action", self.address)

    def error(self, name: str) -> str:
        """What stands beside that field as wrong; nothing when it is right."""
        field = next(e for e in self.main.iter() if e.get("name") in {name, f"{name}-q"})
        hint = f"{field.get('id', name)}-hint"
        return " ".join(text_of(e) for e in self.having("p", class_="error") if e.get("id") == hint)

    def _problems(self) -> Iterator[str]:
        if self.tree.get("lang") not in {"en", "zh-Hans"}:
            yield "no language"
        if [bool(text_of(h)) for h in self.tree.iter("h1")] != [True]:
            yield "not one heading"
        if not text_of(next(self.tree.iter("title"))).partition("·")[0].strip():
            yield "no title"
        ids = Counter(self.tree.xpath("//@id[. != '']"))
        yield from (f"{number} elements are #{name}" for name, number in ids.items() if number > 1)
        yield from self._inline()
        yield from self._unlabelled()
        yield from self._unguarded()

    def _inline(self) -> Iterator[str]:
        for element in self.tree.xpath(_INLINE):
            yield f"an inline <{element.tag}>"
        for attribute in self.tree.xpath("//@*[name() = 'style' or starts-with(name(), 'on')]"):
            yield f"an inline attribute on <{attribute.getparent().tag}>"

    def _unlabelled(self) -> Iterator[str]:
        labelled = set(self.tree.xpath("//label/@for"))
        for element in self.tree.xpath(_LABELLED_FROM_AFAR):
            if element.get("type") in NEEDS_NO_LABEL:
                continue
            if element.get("id") not in labelled and not element.get("aria-label"):
                yield f"no label for {element.get('name')}"

    def _unguarded(self) -> Iterator[str]:
        for form in self.tree.iter("form"):
            is_guarded = any(e.get("name") == "csrf_token" for e in form.iter("input"))
            if form.get("method") == "post" and not is_guarded:
                yield f"a form without a token: {form.get('action')}"


def without_patterns(element: Element) -> list[Element]:
    """What is in the element, without what stands in a template for a script."""
    return element.xpath("descendant::*[not(ancestor::template)]")


def text_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _values(element: Element) -> list[str]:
    if element.tag == "textarea":
        return ["".join(element.itertext()).removeprefix("\n")]
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = [option for option in options if "selected" in option.attrib] or options[:1]
        return [option.get("value", text_of(option)) for option in chosen]
    if element.tag == "button":
        return []
    if element.get("type") in {"checkbox", "radio"} and "checked" not in element.attrib:
        return []
    return [element.get("value", "on" if element.get("type") == "checkbox" else "")]
