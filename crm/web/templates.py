"""The templates of each language: fixed texts are put in when a template is compiled.

A template is kept once a language, as `zh/base.html`. What it says in every answer, `_("Save")`,
is then a constant of the compiled template, and what it calls to speak is bound to the language.
"""

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from functools import lru_cache
from typing import Any

from flask.sansio.app import App
from flask.templating import Environment
from jinja2 import BaseLoader, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from crm.models import HappeningKind, Standing, Step
from crm.models.listed import listed
from crm.models.names import TwoNames, display_name, other_name, sort_key
from crm.web import locale
from crm.web.days import FILTERS, days_or_words, filters_in
from crm.web.pieces import (
    TAGS,
    either,
    linked_names,
    linked_person,
    of_the_other,
    shown,
    spoken_name,
)
from crm.web.words import words_in

Speech = Mapping[str, Any]

CHOICES_KEPT = 128
"""So many lists of choices are kept as they were written, of each language."""

SPOKEN = {
    *("_", "ngettext", "country_name", "kind_word", "name_of", "options", "other_name_of"),
    *("linked_names", "linked_person", "standing_word", "step_word", "word"),
    *("spoken_name", "other_language"),
    *("day_or_unknown", "decide_by_of", "either", "end_of"),
}
"""What is said of a value, in the language of the template."""

CALLED = {"record_url"}
"""What else is called once a row."""

SELECTED = Markup(" selected")


def speech(language: str) -> Speech:
    """What a template calls to say something in that language, which is the reader's."""
    catalogue, words = locale.catalogue(), words_in(language)

    def gettext(message: str, **values: object) -> Markup:
        """The message, with the values escaped into it."""
        return Markup(catalogue.ugettext(message)) % values

    def ngettext(singular: str, plural: str, num: int, **values: object) -> Markup:
        message = catalogue.ungettext(singular, plural, num)
        return Markup(message) % {"num": num, **values}

    @lru_cache(maxsize=CHOICES_KEPT)
    def options(choices: tuple[tuple[str, Any], ...], chosen: str) -> Markup:
        """The options of a select; the choices of a list are the same ones page after page."""
        option, marks = Markup('<option value="{}"{}>{}</option>'), {chosen: SELECTED}
        written = (option.format(value, marks.get(value, ""), said) for value, said in choices)
        return Markup("\n").join(written)

    def in_order(things: Iterable[TwoNames]) -> list[TwoNames]:
        return sorted(things, key=lambda thing: sort_key(display_name(thing, language)))

    def kind_word(value: str) -> str:
        """What a kind of entry on a timeline is called; a step of an agreement is one."""
        is_step = value == "step"
        return gettext("Step") if is_step else words[HappeningKind][HappeningKind(value)]

    return {
        "_": gettext,
        "ngettext": ngettext,
        "country_name": lambda code: locale.country_in(language, code),
        "between": lambda: listed(("", "")),
        "spoken_name": lambda thing: spoken_name(thing, language),
        "either": lambda en, zh: either(en, zh, language),
        "html_language": lambda: "zh-Hans" if language == "zh" else "en",
        "in_order": in_order,
        "kind_word": kind_word,
        "listed": listed,
        "linked_names": lambda thing, address: linked_names(thing, address, language),
        "linked_person": lambda person, address: linked_person(person, address, language),
        "name_of": lambda thing: display_name(thing, language),
        "options": lambda choices, chosen: options(tuple(choices), chosen),
        "other_name_of": lambda thing: other_name(thing, language),
        "other_language": lambda: TAGS[of_the_other(language)],
        "standing_word": lambda value: words[Standing][Standing(value)],
        "step_word": lambda value: words[Step][Step(value)],
        "word": lambda value: words[type(value)][value],
        **days_or_words(language, unknown=gettext("unknown"), endless=gettext("open-ended")),
    }


class Generator(CodeGenerator):
    """Writes what a template shows through `shown`."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.shown(")
        else:
            super()._output_child_pre(node, frame, finalize)


class LanguageEnvironment(Environment):
    """Finds a template by its plain name, in the reader's language."""

    code_generator_class = Generator
    shown = staticmethod(shown)

    def __init__(self, app: App, **options: Any) -> None:
        super().__init__(app, **options)
        self.loader = LanguageLoader(app.create_global_jinja_loader())

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        if isinstance(name, str) and parent is None:
            name = f"{locale.language()}/{name}"
        return super().get_template(name, parent, globals)

    def join_path(self, template: str, parent: str) -> str:
        """What a template extends, includes or imports is of its own language."""
        return f"{_language_of(parent)}/{template}"

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,
    ) -> str:
        if name is not None:
            source = Spoken(locale.catalogue().ugettext, _language_of(name)).visit(source)
        return super()._generate(source, name, filename, defer_init)


class LanguageLoader(BaseLoader):
    """Loads `zh/base.html` from the file `base.html`, with that language's speech."""

    def __init__(self, files: BaseLoader) -> None:
        self.files = files
        self.speeches: dict[str, Speech] = {}

    def get_source(self, environment: Any, template: str) -> Any:
        return self.files.get_source(environment, template.partition("/")[2])

    def load(
        self, environment: Any, name: str, globals: MutableMapping[str, Any] | None = None
    ) -> Template:
        language = _language_of(name)
        if language not in self.speeches:
            self.speeches[language] = speech(language)
            said = {**self.speeches[language], **filters_in(language)}
            environment.filters.update({_bound(word, language): say for word, say in said.items()})
        # A plain dict, not Jinja's chain of two: each page copies it.
        known = {**(globals or {}), **self.speeches[language]}
        return super().load(environment, name, known)


class Spoken(NodeTransformer):
    """Puts what `_("text")` says in its place, and calls directly what says more than that: Jinja
    looks closely at whatever a template calls, but not at its filters."""

    def __init__(self, say: Callable[[str], str], language: str) -> None:
        self.say, self.language = say, language

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        line = node.lineno
        match node:
            case nodes.Call(
                node=nodes.Name(name="_"), args=[nodes.Const(value=str() as text)], kwargs=[]
            ):
                return nodes.TemplateData(self.say(text), lineno=line)
            case nodes.Call(
                node=nodes.Name(name=word), args=[first, *rest], dyn_args=None, dyn_kwargs=None
            ) if word in SPOKEN | CALLED:
                name = _bound(word, self.language) if word in SPOKEN else word
                return nodes.Filter(first, name, rest, node.kwargs, None, None, lineno=line)
        return node

    def visit_Filter(self, node: nodes.Filter) -> nodes.Node:
        self.generic_visit(node)
        if node.name in FILTERS:
            node.name = _bound(node.name, self.language)
        return node


def _bound(word: str, language: str) -> str:
    return f"{word} in {language}"


def _language_of(name: str) -> str:
    return name.partition("/")[0]
