"""The addresses of the timeline: parse, call one thing, render."""

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from crm.database import Base, now
from crm.documents import section
from crm.exports.download import download
from crm.history.going_back import UNDO_ACT
from crm.models import Happening
from crm.saved_views.sidebar import list_page
from crm.tasks import queries as task_queries
from crm.timeline import actions, notes, queries
from crm.timeline.forms import HappeningForm, NoteForm
from crm.timeline.lists import happening_list
from crm.timeline.people import find_people
from crm.trash.going import say_gone
from crm.web.access import editor, viewer
from crm.web.forms import Form
from crm.web.locale import reader, speaking, today
from crm.web.prefill import prefilled
from crm.web.uploads import takes_files

bp = Blueprint("happenings", __name__, url_prefix="/happenings")


def _get(happening_id: int) -> Happening:
    return queries.get(happening_id) or abort(404)


@bp.get("")
@viewer
def index() -> ResponseReturnValue:
    return list_page("timeline/index.html", happening_list)


@bp.get("/export.<any(csv, xlsx):kind>")
@viewer
def export(kind: str) -> ResponseReturnValue:
    return download(happening_list, request.args, reader(), kind)


@bp.get("/<int:happening_id>")
@viewer
def show(happening_id: int) -> ResponseReturnValue:
    happening = _get(happening_id)
    return render_template(
        "timeline/show.html",
        happening=happening,
        tasks=task_queries.of_happening(happening_id),
        documents=section.of_happening(happening),
    )


@bp.get("/<int:happening_id>/sheet/<any(en, zh_Hans):language>")
@viewer
def sheet(happening_id: int, language: str) -> ResponseReturnValue:
    """The visitors and the programme, to be printed and laid on the table, for either side."""
    happening = _get(happening_id)
    with speaking(language):
        return render_template("timeline/sheet.html", happening=happening, spoken=language)


@bp.get("/lookup-people")
@viewer
def lookup_people() -> ResponseReturnValue:
    """What the picker of our people shows while somebody types."""
    return jsonify(find_people(request.args.get("q", "")))


@bp.route("/new", methods=["GET", "POST"])
@editor
def new() -> ResponseReturnValue:
    given = prefilled("partner_id", "agreement_id") | {"happened_on": today()}
    given |= prefilled(several=("contact_ids",)) | {"user_ids": [current_user.id]}
    form = HappeningForm(data=given)
    if happening := form.submit(actions.create_happening):
        flash(_("Entry added to the timeline."))
        return redirect(_home_of(happening))
    return render_template("timeline/edit.html", form=form), form.http_status


@bp.route("/note", methods=["GET", "POST"])
@editor
@takes_files
def note() -> ResponseReturnValue:
    """The quick entry on the page of a partner or an agreement: one line, and files with it."""
    about, form = _about(), NoteForm()
    if noted := form.submit(notes.note, about, current_user.id, today(), now()):
        flash(*_said_of(noted))
        return redirect(_page_of(about))
    page = "timeline/note.html"
    return render_template(page, form=form, back=_page_of(about)), form.http_status


@bp.get("/note/lookup")
@editor
def lookup_note() -> ResponseReturnValue:
    """What the line would be kept as, while it is typed."""
    typed = request.args.get("line", "")[:240].strip()
    read = notes.understand(typed, _about(), current_user.id, today())
    return {"said": " · ".join(read.said()) if typed else "", "error": notes.problem_of(read)}


@bp.get("/note/lookup-names")
@editor
def lookup_names() -> ResponseReturnValue:
    """Whom or what `@` and `#` may name that goes on like this."""
    sign = "#" if request.args.get("sign") == "#" else "@"
    return jsonify(notes.suggestions(sign, request.args.get("q", "")[:60], _about()))


def _about() -> notes.About:
    given = prefilled("partner_id", "agreement_id")
    about = notes.About(**given)
    return abort(404) if given and about.owner is None else about


def _page_of(about: notes.About) -> str:
    if about.agreement_id is not None:
        return url_for("agreements.show", agreement_id=about.agreement_id, _anchor="timeline")
    if about.partner_id is not None:
        return url_for("partners.show", partner_id=about.partner_id, _anchor="timeline")
    return url_for(".index")


def _said_of(noted: list[Base]) -> tuple[str, str]:
    """What is told of it, with the way to take it back; what was sent twice has been told of."""
    if not isinstance(noted, notes.Noted):
        return _("Entry added to the timeline."), "message"
    if noted.understood is None:
        return _("Filed."), f"{UNDO_ACT}{noted.batch.id}"
    said = " · ".join(noted.understood.said())
    return _("Noted: %(said)s", said=said), f"{UNDO_ACT}{noted.batch.id}"


@bp.route("/<int:happening_id>/edit", methods=["GET", "POST"])
@editor
def edit(happening_id: int) -> ResponseReturnValue:
    happening = _get(happening_id)
    form = HappeningForm(obj=happening)
    if form.submit(actions.update_happening, happening):
        flash(_("Entry saved."))
        return redirect(url_for(".show", happening_id=happening_id))
    page = "timeline/edit.html"
    return render_template(page, form=form, happening_id=happening_id), form.http_status


@bp.route("/<int:happening_id>/delete", methods=["GET", "POST"])
@editor
def delete(happening_id: int) -> ResponseReturnValue:
    happening, form = _get(happening_id), Form()
    if item := form.submit(actions.delete_happening, happening):
        say_gone(item, _("Entry deleted."))
        return redirect(url_for(".index"))
    page = "timeline/delete.html"
    return render_template(page, form=form, happening=happening, going=()), form.http_status


def _home_of(happening: Happening) -> str:
    """Where somebody who added the entry wants to be: at what it is about."""
    if happening.agreement_id:
        return url_for("agreements.show", agreement_id=happening.agreement_id, _anchor="timeline")
    if happening.partner_id:
        return url_for("partners.show", partner_id=happening.partner_id, _anchor="timeline")
    return url_for(".show", happening_id=happening.id)
