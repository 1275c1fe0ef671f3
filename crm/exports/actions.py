"""What can be done to the columns of exports. An action never commits."""

from collections.abc import Set

from crm.errors import Values
from crm.exports import queries
from crm.exports.columns import LEFT_OUT
from crm.extensions import db
from crm.models import ExportColumns


def choose_columns(values: Values, room: str, offered: Set[str], user_id: int) -> ExportColumns:
    """Keep the choice. What was chosen before of columns that are not offered now stays chosen:
    those are the fields of another type of agreement."""
    kept = queries.columns_chosen(user_id, room)
    if kept is None:
        kept = ExportColumns(user_id=user_id, room=room, keys=[])
        db.session.add(kept)
    others = (key for key in kept.keys if key.removeprefix(LEFT_OUT) not in offered)
    kept.keys = [*values["keys"], *others]
    return kept


def take_all_columns(_values: Values, room: str, user_id: int) -> bool:
    """Forget the choice, if there is one."""
    kept = queries.columns_chosen(user_id, room)
    if kept is not None:
        db.session.delete(kept)
    return True
