"""Reads, checks and fills Word templates. Loaded on first use: its libraries take 20 MB.

A template is not trusted. It may name known fields, loop over lists two deep, ask whether there is
something, and nothing else: no calls, no arithmetic, no attributes of objects. What is filled in
are plain texts, and markup in them stays text.
"""

import difflib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from flask_babel import gettext as _
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import XMLSyntaxError

from crm.drafting.fields import TEXT, example, shape
from crm.drafting.wording import BLANK
from crm.errors import Refused
from crm.models.listed import listed
from crm.pattern import late

MOST_INFLATED = 12 * 1024 * 1024
MOST_LOOPS = 40
DEEPEST_LOOP = 2
FILTERS = ("upper", "lower", "title", "capitalize", "trim", "default", "join", "first", "length")
TESTS = ("defined", "undefined", "none")
NAMES = (nodes.Name, nodes.Getattr, nodes.Getitem)
LOOP = dict.fromkeys(("first", "last", "index", "index0", "length"), TEXT)

ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.CondExpr,
    nodes.Name, nodes.Const, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
)  # fmt: skip

UNREADABLE = (
    KeyError, ValueError, AttributeError, IndexError, TypeError, EOFError, NotImplementedError,
    RuntimeError, TemplateError, PackageNotFoundError, XMLSyntaxError, zipfile.BadZipFile,
)  # fmt: skip
"""What the libraries raise for a file of somebody else's making: python-docx looks parts and
attributes up that a damaged file lacks (KeyError, AttributeError, IndexError, TypeError,
ValueError), zipfile meets damage, encryption and unknown packing (EOFError, RuntimeError,
NotImplementedError), and a template compares or counts what cannot be (TypeError,
TemplateError)."""

_RAW = late(r"{{\s*(?:r|p|tr|tc)\s")
_FORBIDDEN = late("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold."""


def check(content: bytes, own: Iterable[str]) -> None:
    """Raises Refused, saying what has to be mended, unless the template can be filled.

    `own` are the keys of the fields that agreement types have of their own.
    """
    own = list(own)
    _refuse_bomb(content)
    try:
        sources = list(_sources(content))
    except UNREADABLE as error:
        raise Refused(
            _("Word cannot have made this file. Open it in Word and save it again.")
        ) from error
    walk = _Walk(shape(own))
    environment = _environment()
    for source, patched in sources:
        if _RAW.search(_bare(source)):
            raise Refused(_("Write fields as {{ title }}, without r, p, tr or tc before the name."))
        walk.read(_parsed(environment, patched))
    walk.refuse_problems()
    for language in ("en", "zh"):
        fill(content, example(language, own))


def fill(content: bytes, context: Mapping[str, Any]) -> bytes:
    """The document with its fields filled. Raises Refused when that makes no document."""
    try:
        document = DocxTemplate(io.BytesIO(content))
        document.render(dict(_clean(context)), _environment(), autoescape=True)
        filled = io.BytesIO()
        document.save(filled)
        DocxTemplate(filled).init_docx()
    except UNREADABLE as error:
        message = _("Filled in, it is no document: look at where its loops and conditions end.")
        raise Refused(message) from error
    return filled.getvalue()


def _environment() -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: BLANK if value in ("", None) else value,
    )
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    environment.tests = {name: environment.tests[name] for name in TESTS}
    return environment


def _clean(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _clean(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return _FORBIDDEN.sub("", value) if isinstance(value, str) else value


def _refuse_bomb(content: bytes) -> None:
    """A template of some pages unpacks to less than a megabyte besides its pictures."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inflated = sum(entry.file_size for entry in archive.infolist())
            is_word = "word/document.xml" in archive.namelist()
    except zipfile.BadZipFile:
        inflated, is_word = 0, False
    if not is_word:
        raise Refused(_("This is not a Word file. Save the template as .docx and send that."))
    if inflated > MOST_INFLATED:
        raise Refused(_("It unpacks to far more than a template needs, and was not opened."))


def _sources(content: bytes) -> Iterator[tuple[str, str]]:
    """What is rendered, as it stands in the file and as it is read: body, headers, footers,
    footnotes and the properties."""
    document = DocxTemplate(io.BytesIO(content))
    document.init_docx()
    texts = [document.get_xml()]
    for kind in (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER):
        texts += [document.get_part_xml(part) for _key, part in document.get_headers_footers(kind)]
    for part in document.docx.part.package.parts:
        if part.content_type.endswith("footnotes+xml"):
            texts.append(part.blob.decode("utf-8"))
    yield from ((text, document.patch_xml(text)) for text in texts)
    properties = document.docx.core_properties
    for name in ("author", "comments", "identifier", "language", "subject", "title"):
        yield "", getattr(properties, name)


def _bare(source: str) -> str:
    """The text without the markup of Word."""
    return re.sub(r"<[^>]+>", "", source)


def _parsed(environment: SandboxedEnvironment, source: str) -> nodes.Template:
    try:
        return environment.parse(source)
    except TemplateSyntaxError as error:
        lines = source.splitlines()[error.lineno - 1 : error.lineno]
        near = _bare("".join(lines)).strip()[:80]
        problem = _bare(error.message or "")[:160]
        raise Refused(
            _(
                "A field, loop or condition is not written right near “%(near)s”: %(problem)s",
                near=near or "…",
                problem=problem,
            )
        ) from error


def _is_allowed(node: nodes.Node) -> bool:
    """Whether a template may do that; attributes only of what has a name."""
    if isinstance(node, nodes.Filter):
        return node.name in FILTERS
    if isinstance(node, nodes.Test):
        return node.name in TESTS
    if isinstance(node, nodes.Getattr | nodes.Getitem):
        return isinstance(node.node, NAMES) and _attribute(node) is not None
    return isinstance(node, ALLOWED)


class _Walk:
    """Goes through a template with what each name stands for; collects what is not known."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        self.known = known
        self.unknown: dict[str, None] = {}
        self.loops = 0

    def read(self, template: nodes.Template) -> None:
        for node in template.find_all(nodes.Node):
            if not _is_allowed(node):
                kind = getattr(node, "name", None) or type(node).__name__.lower()
                raise Refused(_("A template cannot do this: %(kind)s.", kind=kind))
        self._visit(template, self.known, 0)

    def refuse_problems(self) -> None:
        if not self.unknown:
            return
        names = listed(self._with_guess(name) for name in self.unknown)
        known = listed(sorted(paths(self.known)))
        raise Refused(
            _(
                "These fields are not known: %(names)s. Known are: %(known)s.",
                names=names,
                known=known,
            )
        )

    def _with_guess(self, name: str) -> str:
        close = difflib.get_close_matches(name, list(paths(self.known)), 1)
        return _("%(name)s (is it %(guess)s?)", name=name, guess=close[0]) if close else name

    def _visit(self, node: nodes.Node, scope: Mapping[str, Any], depth: int) -> None:
        if isinstance(node, nodes.For):
            self._loop(node, scope, depth)
            return
        if isinstance(node, NAMES):
            self._shape(node, scope)
            return
        for child in node.iter_child_nodes():
            if isinstance(node, nodes.Output) and isinstance(child, NAMES):
                self._say(child, scope)
            else:
                self._visit(child, scope, depth)

    def _say(self, node: nodes.Node, scope: Mapping[str, Any]) -> None:
        """A list or a thing of several fields cannot be said as it stands."""
        if isinstance(self._shape(node, scope), Mapping | list):
            self.unknown[_written(node)] = None

    def _loop(self, node: nodes.For, scope: Mapping[str, Any], depth: int) -> None:
        self.loops += 1
        if depth == DEEPEST_LOOP or self.loops > MOST_LOOPS:
            raise Refused(_("It has too many loops, or loops inside loops inside loops."))
        of = self._shape(node.iter, scope) if isinstance(node.iter, NAMES) else TEXT
        if of is not None and not isinstance(of, list):
            raise Refused(_("Only lists can be looped over, such as partners or units."))
        if not isinstance(node.target, nodes.Name):
            raise Refused(_("Write a loop with one name: for partner in partners."))
        inside = {**scope, "loop": LOOP, node.target.name: of[0] if of else None}
        for child in (*node.body, *node.else_, *([node.test] if node.test else [])):
            self._visit(child, inside, depth + 1)

    def _shape(self, node: nodes.Node, scope: Mapping[str, Any]) -> Any:
        """What a name stands for; None when that is not known, which is noted."""
        if isinstance(node, nodes.Name):
            if node.name in scope:
                return scope[node.name]
            self.unknown[node.name] = None
            return None
        if not isinstance(node, nodes.Getattr | nodes.Getitem):
            return None
        name = _attribute(node)
        of = self._shape(node.node, scope)
        if isinstance(of, Mapping) and name in of:
            return of[name]
        if of is not None:
            self.unknown[f"{_written(node.node)}.{name}"] = None
        return None


def paths(known: Mapping[str, Any], before: str = "") -> Iterator[str]:
    """All fields of a shape as they are written; those of a list after `[]`."""
    for name, below in known.items():
        inner, path = below, f"{before}{name}"
        if isinstance(below, list):
            inner, path = below[0], f"{path}[]"
        if isinstance(inner, Mapping):
            yield from paths(inner, f"{path}.")
        else:
            yield path


def _attribute(node: nodes.Node) -> str | None:
    """The name after the dot or between the brackets; None when it is worked out."""
    if isinstance(node, nodes.Getattr):
        return node.attr
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return str(node.arg.value)
    return None


def _written(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr | nodes.Getitem):
        return f"{_written(node.node)}.{_attribute(node)}"
    return node.name if isinstance(node, nodes.Name) else "…"
