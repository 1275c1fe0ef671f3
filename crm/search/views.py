"""The addresses of search: parse, call one thing, render."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from crm.search import narrowing
from crm.search.commands import commands
from crm.search.results import KINDS, counted, groups_or_near
from crm.web.access import viewer
from crm.web.filters import in_bounds
from crm.web.locale import reader

bp = Blueprint("search", __name__, url_prefix="/search")

OF_EACH, OF_ONE, WHILE_TYPING = 10, 40, 5


@bp.get("")
@viewer
def index() -> ResponseReturnValue:
    args, cut = in_bounds(request.args.to_dict())
    who, typed, kind = reader(), args.get("q", "").strip(), args.get("kind", "")
    most = OF_ONE if kind in KINDS else OF_EACH
    narrowed = narrowing.narrowed(args, who)
    found = groups_or_near(typed, who, most=most, in_text=True, narrowed=narrowed)
    if any(group.is_more for group in found.groups):
        found = counted(found, args, who)
    shown = [group for group in found.groups if kind not in KINDS or group.kind == kind]
    asked = {"q": found.meant or typed, **({"kind": kind} if kind else {}), **narrowing.said(args)}
    return render_template(
        "search/index.html",
        typed=typed,
        kind=kind,
        found=found,
        shown=shown,
        asked=asked,
        in_lists={group.kind: narrowing.in_list(group.kind, args) for group in shown},
        filters=narrowing.shown(args, who),
        notices=[*cut, *narrowing.notices(args, who)],
    )


@bp.get("/lookup")
@viewer
def lookup() -> ResponseReturnValue:
    """What the box shows while somebody types; in the palette also where to go."""
    typed, is_palette = request.args.get("q", "").strip(), "palette" in request.args
    found = groups_or_near(typed, reader(), most=WHILE_TYPING, in_text=False)
    places = commands(typed) if is_palette else ()
    return render_template("search/lookup.html", typed=typed, found=found, commands=places)
