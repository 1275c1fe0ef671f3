"""The first page of the day, and the sign of life."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import text

from crm.contacts import unused
from crm.digests import queries as digest_queries
from crm.digests.wording import counted
from crm.extensions import db
from crm.home import queries
from crm.renewals import queries as renewal_queries
from crm.tasks import queries as task_queries
from crm.web.access import anyone, may_administer, viewer
from crm.web.forms import Form
from crm.web.locale import today
from crm.web.pages import RECORD_ROOMS

bp = Blueprint("home", __name__)


@bp.get("/")
@viewer
def index() -> ResponseReturnValue:
    counts = digest_queries.counts(current_user.id, sees_to_all=may_administer(), day=today())
    return render_template(
        "home/index.html",
        digest=counted(counts.late, counts.ahead, counts.decided),
        numbers=queries.numbers(today()),
        tasks=task_queries.open_of_person(current_user.id, limit=8),
        decisions=renewal_queries.next_decisions(today(), limit=8),
        unused=unused.number(today()) if may_administer() else 0,
        changes=queries.latest_changes(RECORD_ROOMS, limit=12, sees_all=may_administer()),
        form=Form(),
    )


@bp.get("/healthz")
@anyone
def healthz() -> ResponseReturnValue:
    """Whether the server and its database answer."""
    db.session.execute(text("SELECT 1"))
    return {"status": "ok"}
