"""The address of one's own digest, as it would be told now."""

from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from crm.digests import queries
from crm.digests.content import Person, contents, since_day
from crm.digests.wording import told
from crm.saved_views import news as view_news
from crm.saved_views import queries as view_queries
from crm.web.access import may_administer, viewer
from crm.web.addresses import address_of
from crm.web.locale import reader as who
from crm.web.locale import today

bp = Blueprint("digests", __name__, url_prefix="/digest")


@bp.get("")
@viewer
def index() -> ResponseReturnValue:
    day, reader = today(), queries.reader(current_user.id)
    person = Person(reader.id, may_administer(), since_day(reader.digest, reader.last_made_on, day))
    found = queries.lines([person], day, until=day + timedelta(days=1))
    content = contents([person], found, day)[person.id]
    news = view_news.news(view_queries.followed([person.id]), {person.id: who()})
    return render_template(
        "digests/index.html",
        parts=told(replace(content, news=news.get(person.id, ())), address_of),
        reader=reader,
        is_mailed=current_app.config["MAIL"] is not None,
    )
