"""The addresses of documents: parse, call one thing, render."""

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from crm.agreements import queries as agreement_queries
from crm.database import now
from crm.documents import actions, queries
from crm.documents.forms import DocumentForm, DocumentsForm, VersionForm
from crm.documents.lists import document_list
from crm.documents.serving import serve
from crm.exports.download import download
from crm.models import Agreement, Document, DocumentKind, Partner
from crm.partners import queries as partner_queries
from crm.saved_views.sidebar import list_page
from crm.timeline import queries as happening_queries
from crm.trash.going import going_with, say_gone
from crm.web.access import editor, may_administer, viewer
from crm.web.forms import Form
from crm.web.locale import reader
from crm.web.uploads import takes_files, wants_json

bp = Blueprint("documents", __name__)

NAMED = 3
"""Documents with the same file that are told of."""


def _get(document_id: int) -> Document:
    return queries.get(document_id, sees_all=may_administer()) or abort(404)


@bp.get("/documents")
@viewer
def index() -> ResponseReturnValue:
    return list_page("documents/index.html", document_list)


@bp.get("/documents/export.<any(csv, xlsx):kind>")
@viewer
def export(kind: str) -> ResponseReturnValue:
    return download(document_list, request.args, reader(), kind)


@bp.route("/agreements/<int:agreement_id>/documents", methods=["GET", "POST"])
@editor
@takes_files
def add_to_agreement(agreement_id: int) -> ResponseReturnValue:
    agreement = agreement_queries.get(agreement_id) or abort(404)
    back = url_for("agreements.show", agreement_id=agreement_id, _anchor="documents")
    return _add(agreement, DocumentKind.SIGNED, back)


@bp.route("/partners/<int:partner_id>/documents", methods=["GET", "POST"])
@editor
@takes_files
def add_to_partner(partner_id: int) -> ResponseReturnValue:
    partner = partner_queries.get(partner_id) or abort(404)
    back = url_for("partners.show", partner_id=partner_id, _anchor="documents")
    return _add(partner, DocumentKind.CORRESPONDENCE, back)


@bp.route("/happenings/<int:happening_id>/documents", methods=["GET", "POST"])
@editor
@takes_files
def add_to_happening(happening_id: int) -> ResponseReturnValue:
    """They belong to what the happening is about first of all."""
    happening = happening_queries.get(happening_id) or abort(404)
    owner = happening.agreement or happening.partner or abort(404)
    back = url_for("happenings.show", happening_id=happening_id, _anchor="documents")
    return _add(owner, DocumentKind.CORRESPONDENCE, back, happening_id)


def _add(
    owner: Agreement | Partner, kind: DocumentKind, back: str, happening_id: int | None = None
) -> ResponseReturnValue:
    form = DocumentsForm(data={"kind": kind})
    made = form.submit(actions.add_documents, owner, current_user.id, now(), happening_id)
    same = _same(made) if made else []
    if wants_json():
        return ({"same": same}, 201) if made else ({"error": form.all_errors}, 422)
    if made:
        for one in same:
            flash(one["said"], one["category"])
        flash(ngettext("%(num)d document filed.", "%(num)d documents filed.", len(made)))
        return redirect(back)
    page = "documents/new.html"
    return render_template(page, form=form, owner=owner, back=back), form.http_status


def _same(made: Sequence[Document]) -> list[dict[str, str]]:
    """Leads to what held the same file before: it may have been sent twice by mistake."""
    numbers = [document.id for document in made]
    return [
        {
            "said": _("The same file was here already: “%(title)s”.", title=row.title),
            "label": _("Look at it"),
            "address": url_for(".show", document_id=row.id),
            "category": f"document-{row.id}",
        }
        for row in queries.filed_before(numbers, sees_all=may_administer())[:NAMED]
    ]


@bp.get("/documents/<int:document_id>")
@viewer
def show(document_id: int) -> ResponseReturnValue:
    return render_template("documents/show.html", document=_get(document_id))


@bp.route("/documents/<int:document_id>/versions", methods=["GET", "POST"])
@editor
@takes_files
def add_version(document_id: int) -> ResponseReturnValue:
    document, form = _get(document_id), VersionForm()
    made = form.submit(actions.add_version, document, current_user.id, now())
    if wants_json():
        return ({}, 201) if made else ({"error": form.all_errors}, 422)
    if made:
        flash(_("Version %(number)s filed.", number=made.number))
        return redirect(url_for(".show", document_id=document_id))
    page = "documents/version.html"
    return render_template(page, form=form, document=_get(document_id)), form.http_status


@bp.route("/documents/<int:document_id>/edit", methods=["GET", "POST"])
@editor
def edit(document_id: int) -> ResponseReturnValue:
    document = _get(document_id)
    form = DocumentForm(obj=document)
    if form.submit(actions.update_document, document):
        flash(_("Document saved."))
        is_seen = queries.get(document_id, sees_all=may_administer()) is not None
        return redirect(url_for(".show", document_id=document_id) if is_seen else url_for(".index"))
    page = "documents/edit.html"
    return render_template(page, form=form, document_id=document_id), form.http_status


@bp.route("/documents/<int:document_id>/delete", methods=["GET", "POST"])
@editor
def delete(document_id: int) -> ResponseReturnValue:
    document, form = _get(document_id), Form()
    if item := form.submit(actions.delete_document, document):
        say_gone(item, _("Document deleted."))
        return redirect(url_for(".index"))
    page, going = "documents/delete.html", going_with(document)
    return render_template(page, form=form, document=document, going=going), form.http_status


@bp.get("/documents/<int:document_id>/<int:number>/<name>")
@viewer
def file(document_id: int, number: int, **_name: str) -> ResponseReturnValue:
    """The file of a version; the name in the address is what a browser calls a saved page."""
    version = queries.file(document_id, number, sees_all=may_administer()) or abort(404)
    return serve(version)
