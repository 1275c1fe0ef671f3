"""The documents on the page of what they belong to, with the form that adds some."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from crm.database import AnyRow
from crm.documents import queries
from crm.documents.forms import DocumentsForm
from crm.models import DocumentKind
from crm.web.access import may_administer


@dataclass(frozen=True)
class Section:
    """What `templates/documents/section.html` shows."""

    rows: Sequence[AnyRow]
    form: DocumentsForm
    address: str
    all_papers: str | None = None
    """Where those of its agreements are listed as well; None for an agreement."""


def of_agreement(agreement_id: int) -> Section:
    rows = queries.of_agreement(agreement_id, sees_all=may_administer())
    address = url_for("documents.add_to_agreement", agreement_id=agreement_id)
    return Section(rows, _blank(DocumentKind.SIGNED), address)


def of_partner(partner_id: int) -> Section:
    rows = queries.of_partner(partner_id, sees_all=may_administer())
    address = url_for("documents.add_to_partner", partner_id=partner_id)
    everything = url_for("documents.index", partner=partner_id)
    return Section(rows, _blank(DocumentKind.CORRESPONDENCE), address, everything)


def _blank(kind: DocumentKind) -> DocumentsForm:
    return DocumentsForm(formdata=None, data={"kind": kind})
