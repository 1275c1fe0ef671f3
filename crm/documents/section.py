"""The documents on the page of what they belong to, with the form that adds some."""

from collections.abc import Sequence
from functools import cache

from flask import current_app, render_template, url_for

from crm.database import AnyRow
from crm.documents import queries
from crm.documents.forms import DocumentsForm
from crm.frozen import Frozen
from crm.models import DocumentKind, Happening
from crm.web.access import may_administer
from crm.web.locale import language


class Section(Frozen):
    """What `templates/documents/section.html` shows."""

    rows: Sequence[AnyRow]
    fields: str
    address: str
    all_papers: str | None = None
    """Where those of its agreements are listed as well; None for an agreement."""
    takes: bool = True
    """Whether it can be added to: a paper of a happening belongs to what that is about."""


def of_agreement(agreement_id: int) -> Section:
    rows = queries.of_agreement(agreement_id, sees_all=may_administer())
    address = url_for("documents.add_to_agreement", agreement_id=agreement_id)
    return Section(rows, _blank_fields(DocumentKind.SIGNED), address)


def of_partner(partner_id: int) -> Section:
    rows = queries.of_partner(partner_id, sees_all=may_administer())
    address = url_for("documents.add_to_partner", partner_id=partner_id)
    everything = url_for("documents.index", partner=partner_id)
    return Section(rows, _blank_fields(DocumentKind.CORRESPONDENCE), address, everything)


def of_happening(happening: Happening) -> Section:
    rows = queries.of_happening(happening.id, sees_all=may_administer())
    address = url_for("documents.add_to_happening", happening_id=happening.id)
    can_take = happening.agreement_id is not None or happening.partner_id is not None
    return Section(rows, _blank_fields(DocumentKind.CORRESPONDENCE), address, takes=can_take)


def _blank_fields(kind: DocumentKind) -> str:
    return _rendered(kind, language(), current_app.config["MAX_UPLOAD"])


@cache
def _rendered(kind: DocumentKind, _language: str, _most_bytes: int) -> str:
    """The blank form's fields: nothing else decides what they say, so they are rendered once."""
    form = DocumentsForm(formdata=None, data={"kind": kind})
    return render_template("documents/blank.html", form=form)
