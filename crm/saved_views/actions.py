"""What can be done to a saved view. An action never commits."""

from flask_babel import gettext as _

from crm.errors import Refused, Values
from crm.extensions import db
from crm.models import SavedView, TrashItem, ViewChoice
from crm.saved_views import queries
from crm.trash.actions import move_to_trash


def save_view(values: Values, view: SavedView) -> SavedView:
    """Keep a list under a name, as a new view or in the place of what that one was."""
    db.session.add(view.assign(values))
    return view


def change_view(values: Values, view: SavedView) -> SavedView:
    """Another name, or other readers. Raises Refused for the name of another view of the list."""
    named = queries.own_named(view.user_id, view.room, values["name"])
    if named is not None and named is not view:
        raise Refused(_("You have a view of this list with this name."), "name")
    return view.assign(values)


def choose(values: Values, view: SavedView, user_id: int) -> ViewChoice | None:
    """What the reader makes of the view; None when that is nothing. Only one is a first page."""
    made = queries.choice(view.id, user_id)
    if not (values["is_home"] or values["tells"]):
        if made is not None:
            db.session.delete(made)
        return None
    before = queries.home_of(user_id)
    if values["is_home"] and before is not None and before is not made:
        _let_go_of_home(before)
    made = made or ViewChoice(user_id=user_id, view_id=view.id)
    db.session.add(made.assign(values))
    db.session.flush()
    return made


def _let_go_of_home(choice: ViewChoice) -> None:
    choice.is_home = False
    if not choice.tells:
        db.session.delete(choice)
    db.session.flush()


def delete_view(_values: Values, view: SavedView) -> TrashItem:
    return move_to_trash({}, view)
