"""The logins that failed, as a list for administrators."""

from datetime import timedelta
from functools import cache

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, false, select

from crm.accounts.people import person_filter
from crm.database import AnySelect
from crm.models import FailedLogin, User
from crm.web.columns import Column, Shown, Sort
from crm.web.filters import Day
from crm.web.listing import Listing
from crm.web.locale import Reader, midnight


@cache
def rows() -> AnySelect:
    name = select(User.name).where(User.id == FailedLogin.user_id).scalar_subquery()
    return select(
        FailedLogin.id,
        FailedLogin.failed_at,
        FailedLogin.user_id,
        name.label("name"),
        FailedLogin.address,
        FailedLogin.device,
    )


def _from_address(typed: str, _reader: Reader) -> ColumnElement[bool] | None:
    address = typed.strip().lower()
    if not address:
        return None
    return FailedLogin.address == address if address.isprintable() else false()


failed_list = Listing(
    room="failed_logins",
    title=_l("Failed logins"),
    model=FailedLogin,
    rows=lambda _reader: rows(),
    search=_from_address,
    filters=(
        person_filter("account", _l("Account"), FailedLogin.user_id),
        Day("from", _l("From"), lambda day: FailedLogin.failed_at >= midnight(day)),
        Day("to", _l("Until"), lambda day: FailedLogin.failed_at < midnight(day + timedelta(1))),
    ),
    shown=(
        Shown("at", _l("When"), is_date=True),
        Shown("account", _l("Account")),
        Shown("address", _l("Network address")),
        Shown("device", _l("Browser")),
    ),
    sorts={"at": Sort(FailedLogin.failed_at)},
    default_sort="-at",
    columns=(
        Column(_l("Number"), lambda _: FailedLogin.id, width=8),
        Column(_l("When"), lambda _: FailedLogin.failed_at, is_moment=True, width=24),
        Column(
            _l("Account"),
            lambda _: select(User.name).where(User.id == FailedLogin.user_id).scalar_subquery(),
            width=28,
        ),
        Column(_l("Network address"), lambda _: FailedLogin.address, width=40),
        Column(_l("Browser"), lambda _: FailedLogin.device, width=60),
    ),
)
