"""What everybody can read: the page in two languages, and the feed of its news.

Addresses that people type and print stand for the same with a slash at their end.
"""

from collections.abc import Callable

from flask import Blueprint, Response, abort, g, render_template, request
from flask.typing import ResponseReturnValue

from crm.public import queries
from crm.public.content import all_news, content_of
from crm.public.kept import answer, kept
from crm.public.structured import graph
from crm.seeing import NOBODY, seen_by
from crm.web.access import anyone
from crm.web.locale import PATHS, today

bp = Blueprint("public", __name__, url_prefix="/cooperation")

FEED = "application/atom+xml"


@bp.get("", strict_slashes=False)
@anyone
def index() -> ResponseReturnValue:
    """The page in the language that the browser asks for."""
    wanted = request.accept_languages.best_match(["en", "zh", "zh-CN", "zh-Hans", "zh-TW"], "en")
    return _answer("page", wanted[:2], _page, "text/html", "Accept-Language")


@bp.get("/<any(en, zh):language>", strict_slashes=False)
@anyone
def show(language: str) -> ResponseReturnValue:
    return _answer("page", language, _page, "text/html")


@bp.get("/<any(en, zh):language>/news.atom")
@anyone
def news(language: str) -> ResponseReturnValue:
    return _answer("news", language, _feed, FEED)


def _answer(
    what: str, language: str, make: Callable[[str], str], mimetype: str, *vary: str
) -> Response:
    """That page in that language. Aborts with 404 while the page is switched off."""
    g.visitor_language = PATHS[language]
    with seen_by(NOBODY):  # whoever happens to ask first
        page = kept((what, language), lambda: make(language) if queries.is_on() else None)
    if page.body is None:
        g.is_by_link = True  # an error page without the office's menu
        abort(404)
    return answer(page, mimetype, *vary)


def _page(language: str) -> str:
    content = content_of(queries.page(), language, today())
    return render_template("public/page.html", content=content, graph=graph(content))


def _feed(language: str) -> str:
    page = queries.page()
    found = [news for _channel, news in all_news()]
    changed = max((page.updated_at, *(news.updated_at for news in found)))
    return render_template(
        "public/news.xml",
        title=page.said("title", language),
        office=page.said("office", language),
        news=found,
        changed=changed,
        language=language,
    )
