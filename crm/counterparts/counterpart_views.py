"""What a counterpart sees on its link: one page, and the draft if it is shared."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.counterparts import actions, queries
from crm.counterparts.forms import CounterpartForm
from crm.counterparts.signing import key_of
from crm.documents import queries as document_queries
from crm.documents.serving import serve
from crm.models import CounterpartLink
from crm.web.locale import this_moment
from crm.web.uploads import takes_files_when
from crm.web.visitors import by_link

bp = Blueprint("counterpart", __name__)


def _works(link_token: str) -> bool:
    key = key_of(link_token)
    return key is not None and queries.is_open(key, this_moment())


def _link(token: str) -> CounterpartLink | None:
    """The link of that token. A forged one, one that has run out and one that was withdrawn are
    the same to whoever asks: None."""
    key = key_of(token)
    link = queries.with_key(key) if key is not None else None
    return link if link is not None and link.is_open(this_moment()) else None


@bp.route("/counterpart/<link_token>", methods=["GET", "POST"])
@by_link
@takes_files_when(_works)
def show(link_token: str) -> ResponseReturnValue:
    link = _link(link_token)
    if link is None:
        return _gone()
    form = CounterpartForm(queries.people_at(link.partner_id), link)
    if form.submit(actions.suggest, link, this_moment()):
        flash(_("The office has what you sent. It will look at it."))
        return redirect(url_for(".show", link_token=link_token))
    # Loaded again: a refusal has taken back what was loaded before.
    page = "counterparts/page.html"
    link = _link(link_token) or abort(404)
    return render_template(page, link=link, token=link_token, form=form), form.http_status


@bp.get("/counterpart/<link_token>/draft/<name>")
@by_link
def draft(link_token: str, **_name: str) -> ResponseReturnValue:
    """The document that is shared on the link."""
    link = _link(link_token)
    if link is None or link.document_id is None or link.document_number is None:
        return _gone()
    file = document_queries.file(link.document_id, link.document_number, sees_all=False)
    return serve(file) if file is not None else _gone()


def _gone() -> ResponseReturnValue:
    return render_template("components/gone.html"), 404
