"""The addresses of the trash: parse, call one thing, render."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from crm.database import Base
from crm.exports.download import download
from crm.history.words import RECORDS
from crm.models import TrashItem
from crm.models.kept_records import KEPT
from crm.models.trash import KEPT_FOR
from crm.saved_views.sidebar import list_page
from crm.trash import actions, queries
from crm.trash.going import contents
from crm.trash.lists import trash_list
from crm.web.access import admin_again, editor, may_administer, viewer
from crm.web.forms import Form
from crm.web.locale import language, reader, this_moment
from crm.web.pages import RECORD_ROOMS, may_edit, record_url
from crm.web.pieces import either
from crm.web.sheets import made_before, sheet_key

bp = Blueprint("trash", __name__, url_prefix="/trash")


@bp.get("")
@editor
def index() -> ResponseReturnValue:
    return list_page(
        "trash/index.html", trash_list, kinds=RECORDS, over=queries.number_over(this_moment())
    )


@bp.get("/export.<any(csv, xlsx):kind>")
@editor
def export(kind: str) -> ResponseReturnValue:
    return download(trash_list, request.args, reader(), kind)


@bp.get("/<int:item_id>")
@viewer
def show(item_id: int) -> ResponseReturnValue:
    return _page(_get(item_id), Form())


@bp.post("/<int:item_id>/restore")
@viewer
def restore(item_id: int) -> ResponseReturnValue:
    """Whoever deleted it may take that back, also one who changes nothing else."""
    if (back := made_before(sheet_key())) is not None:
        return redirect(_home_of(back))
    item, form = _get(item_id), Form()
    if record := form.submit(actions.restore, item):
        flash(_("“%(name)s” is back.", name=either(item.name, item.name_zh, language())))
        return redirect(_home_of(record))
    return _page(_get(item_id), form)


@bp.route("/empty", methods=["GET", "POST"])
@admin_again
def empty() -> ResponseReturnValue:
    """For good, and only what has lain there long enough."""
    moment, form = this_moment(), Form()
    number = queries.number_over(moment)
    if form.submit(actions.empty_trash, moment) is not None:
        flash(ngettext("%(num)d record is gone.", "%(num)d records are gone.", number))
        return redirect(url_for(".index"))
    page = render_template("trash/empty.html", form=form, number=number, days=KEPT_FOR.days)
    return page, form.http_status


@bp.route("/<int:item_id>/delete", methods=["GET", "POST"])
@admin_again
def delete(item_id: int) -> ResponseReturnValue:
    """One of them for good, before its time."""
    item, form = _get(item_id), Form()
    if form.submit(actions.delete_for_good, item):
        name = either(item.name, item.name_zh, language())
        flash(_("“%(name)s” is gone for good.", name=name))
        return redirect(url_for(".index"))
    page, holds = "trash/delete.html", contents(_get(item_id))
    return render_template(page, item=item, form=form, kinds=RECORDS, holds=holds), form.http_status


def _get(item_id: int) -> TrashItem:
    found = queries.get(item_id, sees_all=may_administer(), by_id=current_user.id)
    item = found or abort(404)
    if not may_edit() and item.deleted_by_id != current_user.id:
        abort(403)
    return item


def _page(item: TrashItem, form: Form) -> ResponseReturnValue:
    page = render_template(
        "trash/show.html", item=item, form=form, kinds=RECORDS, holds=contents(item)
    )
    return page, form.http_status


def _home_of(record: Base) -> str:
    """The page of what is back, or of what it is a part of."""
    part = KEPT[type(record)]
    kind, number = record.__tablename__, record.id
    if kind not in RECORD_ROOMS and part is not None:
        kind, number = part.model.__tablename__, getattr(record, part.attribute)
    return record_url(kind, number) if kind in RECORD_ROOMS else url_for(".index")
