"""What can be done to a saved view. An action never commits."""

from crm.errors import Values
from crm.extensions import db
from crm.models import SavedView, TrashItem
from crm.saved_views import queries
from crm.trash.actions import move_to_trash


def save_view(values: Values, user_id: int) -> SavedView:
    """Keep a list under a name; the same name on the same list is replaced."""
    found = queries.own_named(user_id, values["room"], values["name"])
    view = found or SavedView(user_id=user_id)
    view.assign(values)
    db.session.add(view)
    return view


def delete_view(_values: Values, view: SavedView) -> TrashItem:
    return move_to_trash({}, view)
