"""What a reader makes of a view, and from when on what it finds is no news."""

from typing import NamedTuple

from crm.errors import Values
from crm.extensions import db
from crm.models import SavedView
from crm.saved_views import actions, news, queries
from crm.web.locale import Reader


class Saved(NamedTuple):
    """A view that was made of a list, and whether another of that name gave way to it."""

    view: SavedView
    replaced: bool


def save(values: Values, who: Reader) -> Saved:
    """The list as it stands, under a name; the same name on the same list is replaced. What it
    finds is no news to whoever was told of what the view before it found. Never commits."""
    user_id = _number(who)
    before = queries.own_named(user_id, values["room"], values["name"])
    query = before.query if before is not None else None
    view = actions.save_view(values, before or SavedView(user_id=user_id))
    if before is not None and query != view.query:
        db.session.flush()
        note_read({}, view, who)
    return Saved(view, before is not None)


def keep(values: Values, view: SavedView, who: Reader) -> SavedView:
    """All that the page of a view says, by whoever reads it; its owner also changes the view.

    Who is told of new records from now on knows those that it finds now. Never commits.
    """
    user_id = _number(who)
    chosen = {"is_home": values["is_home"], "tells": values.get("tells", False)}
    before = queries.choice(view.id, user_id)
    told_before = before is not None and before.tells
    made = actions.choose(chosen, view, user_id)
    if made is not None and made.tells and not told_before:
        news.remember(made.id, view.room, view.query, who)
    if before is not None and not chosen["tells"]:
        news.forget(before.id)
    if view.user_id == user_id:
        actions.change_view({name: values[name] for name in ("name", "is_shared")}, view)
    return view


def note_read(_values: Values, view: SavedView, who: Reader) -> SavedView:
    """What the view finds now was read. Never commits."""
    made = queries.choice(view.id, _number(who))
    if made is not None and made.tells:
        news.remember(made.id, view.room, view.query, who)
    return view


def _number(who: Reader) -> int:
    if who.user_id is None:
        raise ValueError("a view has readers who are logged in")
    return who.user_id
