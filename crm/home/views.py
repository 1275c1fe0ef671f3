"""The first page of the day, and the sign of life."""

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import text

from crm.digests.wording import counted
from crm.extensions import db
from crm.home import kept, queries
from crm.models import FirstPage
from crm.renewals import queries as renewal_queries
from crm.reports.outlook import outlook
from crm.reports.picture import picture_of
from crm.saved_views import news as view_news
from crm.saved_views import queries as view_queries
from crm.saved_views.rooms import address
from crm.tasks import queries as task_queries
from crm.timeline import queries as timeline_queries
from crm.web.access import anyone, may_administer, viewer
from crm.web.forms import Form
from crm.web.locale import reader, today
from crm.web.pages import RECORD_ROOMS, may_edit, saved_views

bp = Blueprint("home", __name__)


@bp.get("/")
@viewer
def index() -> ResponseReturnValue:
    """The view that the reader opens the register with, else the page that the profile names, else
    what there is to do today, or the whole office for who only reads."""
    home = next((view for view in saved_views() if view.is_home), None)
    if home is not None:
        return redirect(address(home.room, home.query))
    by_role = FirstPage.DAY if may_edit() else FirstPage.OFFICE
    return _today() if (current_user.first_page or by_role) is FirstPage.DAY else _whole()


@bp.get("/today")
@viewer
def day() -> ResponseReturnValue:
    return _today()


@bp.get("/office")
@viewer
def office() -> ResponseReturnValue:
    """The whole of the office: the first page of who reads and does not edit."""
    return _whole()


def _whole() -> str:
    return render_template(
        "home/office.html",
        outlook=outlook(reader()),
        happenings=timeline_queries.newest(today(), limit=10),
        picture_of=picture_of,
    )


def _today() -> str:
    known = kept.counted(reader())
    digest = known.digest
    return render_template(
        "home/index.html",
        digest=counted(digest.late, digest.ahead, digest.decided, _news()),
        numbers=known.numbers,
        tasks=task_queries.open_of_person(current_user.id, limit=8),
        decisions=renewal_queries.next_decisions(today(), limit=8),
        unused=known.unused,
        has_unknown_ends=known.has_unknown_ends,
        changes=queries.latest_changes(RECORD_ROOMS, limit=12, sees_all=may_administer()),
        form=Form(),
    )


def _news() -> int:
    """How many records the views have newly found that the reader wants to be told of."""
    if not any(view.tells for view in saved_views()):
        return 0
    news = view_news.news(view_queries.followed([current_user.id]), {current_user.id: reader()})
    return sum(one.total for found in news.values() for one in found)


@bp.get("/healthz")
@anyone
def healthz() -> ResponseReturnValue:
    """Whether the server and its database answer."""
    db.session.execute(text("SELECT 1"))
    return {"status": "ok"}
