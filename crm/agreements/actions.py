"""What can be done to an agreement. An action changes the session and never commits."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from flask_babel import get_locale
from flask_babel import gettext as _

from crm.agreements import answers, confidence, families, queries
from crm.agreements.references import next_reference
from crm.documents.actions import add_documents
from crm.errors import Refused, Values
from crm.extensions import db
from crm.models import Agreement, DocumentKind, Link, Party, TrashItem, display_name
from crm.models.life import BEING_MADE
from crm.models.terms import last_day_of_term
from crm.partners.made_along import (
    NEW_PARTNER,
    make_new_partner,
    names_new_partner,
    new_partner_problems,
)
from crm.pipeline.actions import win
from crm.playbooks import schedule
from crm.reviews import following
from crm.seeing import seeing_all
from crm.trash.actions import move_to_trash
from crm.units import queries as unit_queries

NOT_ITS_OWN = (
    *NEW_PARTNER,
    "partner_ids",
    "parts",
    "unit_ids",
    "files",
    "own_fields",
    "exchange_years",
    "is_confidential",
    "reader_ids",
)
"""What the form says about the agreement's parties, units, documents, answers and students."""


def log_agreement(
    values: Values, by_id: int, at: datetime, day: date, *, save_anyway: bool = False
) -> Agreement:
    """File an agreement together with the `files` that came with it: its scan, or its draft."""
    agreement = create_agreement(values, day, save_anyway=save_anyway)
    if agreement.stage not in BEING_MADE:
        win(party.partner_id for party in agreement.parties if party.has_signed)
    if values.get("files"):
        is_draft = agreement.stage in BEING_MADE
        kind = DocumentKind.DRAFT if is_draft else DocumentKind.SIGNED
        add_documents({"files": values["files"], "kind": kind}, agreement, by_id, at)
    return agreement


def create_agreement(values: Values, day: date, *, save_anyway: bool = False) -> Agreement:
    """File an agreement; a partner that is not there yet is made with it, and so are the tasks of
    its type's playbook once it is signed.

    Without a reference it gets the next one of its type, last of all, so that whatever is refused
    before leaves no gap.
    """
    agreement = Agreement()
    agreement.parties, agreement.units = [], []
    kind = queries.get_type(values["type_id"])
    given = dict(values)
    if given.get("notice_days") is None:
        given["notice_days"] = kind.notice_days
    _apply(agreement, given, save_anyway)
    db.session.add(agreement)
    confidence.keep(agreement, given)
    if not agreement.reference:
        db.session.flush()
        agreement.reference = next_reference(kind, day.year)
    following.keep_up(agreement, day)
    schedule.catch_up(day)
    return agreement


def update_agreement(
    values: Values, agreement: Agreement, day: date, *, save_anyway: bool = False
) -> Agreement:
    """The tasks of its playbook follow, as far as nobody has changed them by hand."""
    given = dict(values)
    if given.get("notice_days") is None:
        given["notice_days"] = agreement.notice_days
    if "parent_id" not in given:
        given |= {"parent_id": agreement.parent_id, "link": agreement.link}
    with db.session.no_autoflush:
        _apply(agreement, given, save_anyway)
        _refuse_circles(agreement)
    confidence.keep(agreement, given)
    following.keep_up(agreement, day)
    schedule.catch_up(day)
    return agreement


def change_agreement(values: Values, agreement: Agreement, day: date) -> Agreement:
    """Changes only what is named."""
    stays = {
        "partner_ids": [party.partner_id for party in agreement.parties],
        "parent_id": agreement.parent_id,
        "link": agreement.link,
        "reference": agreement.reference,
    }
    return update_agreement({**stays, **values}, agreement, day, save_anyway=True)


def change_type(values: Values, agreement: Agreement) -> Agreement:
    """Make it an agreement of another type; what it has answered in the fields of the former one
    is kept. The tasks of its playbook follow with `schedule.catch_up`."""
    kind = queries.get_type(values["type_id"])
    agreement.type_id = kind.id
    agreement.preparation_days, agreement.review_years = kind.preparation_days, kind.review_years
    return agreement


@seeing_all()
def _refuse_circles(agreement: Agreement) -> None:
    if agreement.parent_id and families.is_below(agreement.id, agreement.parent_id):
        message = _("It cannot stand under itself or under one that stands under it.")
        raise Refused(message, "parent_id")
    if agreement.predecessor_id and families.comes_after(agreement.id, agreement.predecessor_id):
        message = _("It cannot follow itself or one that follows it.")
        raise Refused(message, "predecessor_id")


@seeing_all()
def delete_agreement(_values: Values, agreement: Agreement) -> TrashItem:
    """Its tasks, timeline and documents go with it. Raises Refused while others stand under it."""
    if families.has_children(agreement.id):
        raise Refused(
            _("Other agreements stand under it or follow it. Move or delete those first.")
        )
    return move_to_trash({}, agreement)


def _apply(agreement: Agreement, values: Values, save_anyway: bool) -> None:
    own = {n: v for n, v in values.items() if n not in NOT_ITS_OWN}
    own["link"] = (own.get("link") or Link.IMPLEMENTS) if own.get("parent_id") else None
    if own.get("term_months"):
        own["expires_on"] = _end_of_term(own)
    own.pop("term_months", None)
    _refuse_taken_reference(agreement, own.get("reference"))
    agreement.assign(own)
    if not (agreement.title_en or agreement.title_zh):
        raise _untitled()
    partner_ids = list(values.get("partner_ids") or [])
    if names_new_partner(values):
        partner_ids.append(make_new_partner(values, save_anyway=save_anyway))
    if not partner_ids:
        raise _without_partner()
    _set_parties(agreement, partner_ids, values.get("parts") or {})
    if "unit_ids" in values:
        agreement.units = list(unit_queries.with_numbers(values["unit_ids"] or []))
    kind = queries.get_type(agreement.type_id)
    agreement.preparation_days, agreement.review_years = kind.preparation_days, kind.review_years
    if own_fields := values.get("own_fields"):
        answers.keep_answers(agreement, own_fields)
    if "exchange_years" in values:
        answers.keep_years(agreement, values["exchange_years"])


def problems(values: Values) -> Iterator[Refused]:
    """What would be refused of all that a form says, as far as that alone tells."""
    if not (values.get("title_en") or values.get("title_zh")):
        yield _untitled()
    if not (values.get("partner_ids") or names_new_partner(values)):
        yield _without_partner()
    yield from new_partner_problems(values)
    if values.get("term_months"):
        try:
            _end_of_term(values)
        except Refused as refusal:
            yield refusal


def _untitled() -> Refused:
    return Refused(_("Give a title in English or in Chinese."), "title_en")


def _without_partner() -> Refused:
    return Refused(_("Name at least one partner."), "partner_ids")


def _end_of_term(own: Values) -> date:
    start = own.get("effective_on") or own.get("signed_on")
    if start is None:
        message = _("Give the day from which it is in force, so that the end can be counted.")
        raise Refused(message, "term_months")
    if own.get("expires_on") or own.get("is_open_ended"):
        raise Refused(_("Give either the term or the end, not both."), "term_months")
    return last_day_of_term(start, own["term_months"])


def _set_parties(
    agreement: Agreement, partner_ids: Sequence[int], parts: Mapping[int, Values]
) -> None:
    held = {party.partner_id: party for party in agreement.parties}
    agreement.parties = [held.get(n) or Party(partner_id=n) for n in dict.fromkeys(partner_ids)]
    for place, party in enumerate(agreement.parties):
        party.place = place
        party.assign(parts.get(party.partner_id, {}))
        if agreement.stage in BEING_MADE:
            party.has_signed, party.signed_on = False, None


def _refuse_taken_reference(agreement: Agreement, reference: str | None) -> None:
    if not reference:
        return
    with db.session.no_autoflush:
        other = queries.with_reference(reference)
        with seeing_all():
            is_taken = queries.is_reference_taken(reference)
    if other is not None and other is not agreement:
        title = display_name(other, get_locale().language)
        raise Refused(_("“%(title)s” has this reference.", title=title), "reference")
    if is_taken and other is None:
        # Of one that is hidden from whoever types: the words claim no agreement, nor deny one.
        message = _("This reference cannot be used. Take another one, or leave it empty.")
        raise Refused(message, "reference")
