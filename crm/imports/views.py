"""The addresses of imports: a file, its columns, the preview, and what was done."""

from dataclasses import replace
from functools import partial

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from crm.errors import Refused, Values
from crm.imports import waiting
from crm.imports.actions import Imported
from crm.imports.columns_form import DELIMITERS, ENCODINGS, ColumnsForm, opening
from crm.imports.doing import carry_out, note_done, plan, rows_of
from crm.imports.fields import NUMBER, VERSION, Moment, Subject
from crm.imports.forms import ImportForm, UploadForm
from crm.imports.matching import matched
from crm.imports.meanings import answered, answers, open_questions
from crm.imports.planned import Asked
from crm.imports.remembering import remember, remembered
from crm.imports.report import reasons, workbook_of_reasons
from crm.imports.shown import VERDICTS, first_rows, shown_rows
from crm.imports.subjects import SUBJECTS, subject_of
from crm.imports.waiting import Waiting
from crm.tables.reading import read_table
from crm.tables.table import Table
from crm.web import long_work
from crm.web.access import editor
from crm.web.export import XLSX
from crm.web.locale import language, this_moment, today
from crm.web.long_work import State
from crm.web.uploads import takes_files

bp = Blueprint("imports", __name__)


@bp.get("/imports")
@editor
def index() -> ResponseReturnValue:
    return render_template("imports/index.html", subjects=SUBJECTS.values())


@bp.route("/<any(partners, contacts, agreements, tasks):what>/import", methods=["GET", "POST"])
@editor
@takes_files
def upload(what: str) -> ResponseReturnValue:
    form = UploadForm()
    if form.validate_on_submit():
        moment, sent = this_moment(), form.file.data
        kept = waiting.put(sent.stream, sent.filename, what, current_user.id, moment)
        try:
            kept.table()
            return redirect(url_for(".columns", key=kept.key))
        except Refused as refused:
            waiting.drop(kept)
            form.refuse(Refused(refused.message, "file"))
    return render_template("imports/upload.html", form=form, subject=subject_of(what)), (
        form.http_status
    )


@bp.route("/imports/<key>/columns", methods=["GET", "POST"])
@editor
def columns(key: str) -> ResponseReturnValue:
    kept = _kept(key)
    if kept is None:
        return _gone()
    state = long_work.state_of(kept.work_note)
    if state is not None and not state.trouble:
        if request.method == "POST":
            flash(_("The file is still being worked on: say that again when it is done."))
        return _working(kept, state)
    subject, table = subject_of(kept.what), kept.table()
    asked = _asked(kept, subject, table)
    form = ColumnsForm(data=opening(asked, table))
    form.offer(subject, table, first_rows(table))
    if form.is_submitted() and _is_read_anew(kept, form, table):
        return redirect(url_for(".columns", key=key))
    planned = None if form.form_errors else form.submit(_plan, kept, table, form)
    if planned is not None:
        return redirect(url_for(".preview", key=key))
    return render_template(
        "imports/columns.html",
        form=form,
        subject=subject,
        kept=kept,
        table=table,
        encodings=ENCODINGS,
        delimiters=DELIMITERS,
        fallbacks=form.fallbacks if form.is_submitted() else asked.fallbacks,
        questions=answered(subject, asked.meanings),
    ), form.http_status


@bp.route("/imports/<key>", methods=["GET", "POST"])
@editor
def preview(key: str) -> ResponseReturnValue:
    kept = _kept(key)
    if kept is None:
        return _gone()
    if (elsewhere := _not_ready(kept)) is not None:
        return elsewhere
    kept, form = _kept(key) or kept, ImportForm()
    if form.choices:
        kept = kept.keep(choices={**kept.choices, **form.choices})
    if form.says_meanings and kept.done is None and form.submit(_read_so, kept) is not None:
        return redirect(url_for(".preview", key=key))
    if form.is_import and kept.done is None and _import(kept, form):
        return redirect(url_for(".preview", key=key))
    if form.is_import and waiting.is_done(kept):
        return redirect(url_for(".preview", key=key))
    if form.form_errors and kept.asked is not None:
        kept = plan(kept, kept.asked)
    shown = shown_rows(kept, request.args, subject_of(kept.what))
    return render_template(
        "imports/preview.html",
        form=form,
        kept=kept,
        shown=shown,
        subject=subject_of(kept.what),
        verdicts=VERDICTS,
        questions=open_questions(subject_of(kept.what), kept.plan.unknown if kept.plan else {}),
    ), form.http_status


def _not_ready(kept: Waiting) -> ResponseReturnValue | None:
    """What is shown as long as there is no preview in the reader's language."""
    if (state := long_work.state_of(kept.work_note)) is not None:
        return _working(kept, state)
    if kept.asked is None or kept.plan is None:
        return redirect(url_for(".columns", key=kept.key))
    if kept.done is None and kept.language != language():
        _look(kept, kept.asked, kept.plan.total)
        if (state := long_work.state_of(kept.work_note)) is not None:
            return _working(kept, state)
    return None


def _look(kept: Waiting, asked: Asked, rows: int) -> Waiting:
    """See what would become of the rows, at once or in a while."""
    if rows < long_work.MANY:
        return plan(kept, asked)
    long_work.begin(kept.work_note, rows, partial(plan, kept, asked))
    return kept


def _working(kept: Waiting, state: State) -> ResponseReturnValue:
    """How far the work is; the page comes again by itself. Where it went wrong, the columns."""
    if state.trouble:
        long_work.forget(kept.work_note)
        flash(state.trouble)
        return redirect(url_for(".columns", key=kept.key, ask=state.field or None))
    return long_work.working_page("imports/working.html", state, kept=kept)


@bp.get("/imports/<key>/export.<any(xlsx, csv):kind>")
@editor
def export(key: str, kind: str) -> ResponseReturnValue:
    """The rows that cannot be taken, with the reasons."""
    kept = _kept(key)
    if kept is None or kept.plan is None:
        abort(404)
    name = f"{kept.what}-wrong.{kind}"
    if kind == "csv":
        response = Response(reasons(kept.table(), kept.plan_file), mimetype="text/csv")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    file = workbook_of_reasons(kept.table(), kept.plan_file)
    return send_file(file, XLSX, as_attachment=True, download_name=name)


def _asked(kept: Waiting, subject: Subject, table: Table) -> Asked:
    """What was said of this file, else of the last one like it, else what its headings say."""
    said = kept.asked or remembered(subject, table.header, current_user.id)
    columns = matched(table.header, subject)
    return said or Asked(columns, clears={NUMBER, VERSION} <= {*columns})


def _is_read_anew(kept: Waiting, form: ColumnsForm, table: Table) -> bool:
    """Whether it was said that the file is to be read otherwise, and it could be."""
    options = form.options(kept.options, table)
    if options == kept.options:
        return False
    try:
        read_table(kept.file, kept.file_name, options)
    except Refused as refused:
        form.refuse(refused)
        return False
    kept.keep(options=options, asked=None, plan=None, choices={})
    return True


def _plan(_values: Values, kept: Waiting, table: Table, form: ColumnsForm) -> Waiting:
    asked = form.asked
    planned = _look(kept.keep(asked=asked, plan=None, choices={}), asked, table.row_count)
    remember(subject_of(kept.what), table.header, asked, current_user.id)
    return planned


def _read_so(_values: Values, kept: Waiting) -> Waiting:
    """Look again, with what was said of cells that could not be read."""
    subject, table = subject_of(kept.what), kept.table()
    asked = kept.asked or _asked(kept, subject, table)
    said = answers(subject, request.form)
    meanings = {
        name: {**asked.meanings.get(name, {}), **said.get(name, {})}
        for name in {*asked.meanings, *said}
    }
    asked = replace(asked, meanings=meanings)
    planned = _look(kept.keep(asked=asked, plan=None, choices={}), asked, table.row_count)
    remember(subject, table.header, asked, current_user.id)
    return planned


def _import(kept: Waiting, form: ImportForm) -> bool:
    """Whether the import is done or has begun."""
    moment = Moment(this_moment(), today())
    if kept.plan is not None and kept.plan.total >= long_work.MANY:
        work, rows = partial(carry_out, kept, moment), rows_of(kept)
        long_work.begin(kept.work_note, rows, work, partial(note_done, kept))
        return True
    imported = form.submit(_carried_out, kept, moment)
    if imported is not None:
        note_done(kept, imported)
    return imported is not None


def _carried_out(_values: Values, kept: Waiting, moment: Moment) -> Imported | None:
    return carry_out(kept, moment)


def _kept(key: str) -> Waiting | None:
    return waiting.get(key, current_user.id, this_moment())


def _gone() -> ResponseReturnValue:
    flash(_("That file no longer waits here. Choose it again."))
    return render_template("imports/index.html", subjects=SUBJECTS.values())
