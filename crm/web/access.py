"""Who may come to an address: each view bears exactly one of these decorators."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, cast

from flask import abort, current_app, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from crm.database import now
from crm.extensions import db, login
from crm.models import Role
from crm.models.history import BY_ID

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]

ANYONE = "anyone"

SET_UP_FACTOR = "factors.app"
"""Where whoever owes a second factor is led, and kept until there is one."""


def _guard(
    role: Role, *, asks_again: bool = False, needs_factor: bool = True
) -> Callable[[View[P]], View[P]]:
    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if (elsewhere := barred(role)) is not None:
                return elsewhere
            if needs_factor and g.owes_factor:
                return redirect(url_for(SET_UP_FACTOR))
            if asks_again and not g.login.is_confirmed(now()):
                return cast("ResponseReturnValue", login.needs_refresh())
            db.session.info[BY_ID] = current_user.id
            return view(*args, **kwargs)

        vars(guarded).update(needs=role, asks_again=asks_again)
        return guarded

    return decorate


viewer = _guard(Role.VIEWER)
editor = _guard(Role.EDITOR)
admin = _guard(Role.ADMIN)
on_the_way = _guard(Role.VIEWER, needs_factor=False)
"""Also for those who have still to set up the second factor that is required of them."""
without_factor = _guard(Role.VIEWER, asks_again=True, needs_factor=False)
viewer_again = _guard(Role.VIEWER, asks_again=True)
"""Before what is dangerous the password is asked again, when it was typed some time ago."""
admin_again = _guard(Role.ADMIN, asks_again=True)


def anyone(view: View[P]) -> View[P]:
    """Open to those who have not logged in."""
    vars(view)["needs"] = ANYONE
    return view


def barred(needs: Role | str) -> ResponseReturnValue | None:
    """What somebody sees who is not logged in; None for who may come. Aborts with 403."""
    if needs == ANYONE:
        return None
    if not current_user.is_authenticated:
        return cast("ResponseReturnValue", login.unauthorized())
    if not current_user.may(needs):
        abort(403)
    return None


def may_open(endpoint: str) -> bool:
    """Whether the person may come to the address of that name."""
    needs = vars(current_app.view_functions[endpoint])["needs"]
    return needs == ANYONE or may(needs)


def may_administer() -> bool:
    """Whether the person is an administrator, who may also read what is kept for them only."""
    return may(Role.ADMIN)


def may(role: Role) -> bool:
    """Whether the person has logged in and may do what that role may."""
    person = current_user._get_current_object()  # asked for once: a page comes here often
    return bool(person.is_authenticated and person.may(role))
