"""What a record is called in the history, so that its line reads when the record is gone."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.database import Base
from crm.models.account_link import AccountLink
from crm.models.agreement import Agreement
from crm.models.agreement_type import AgreementType
from crm.models.confidential import Confidential
from crm.models.contact import Contact, Position
from crm.models.counterpart_link import CounterpartLink, Suggestion
from crm.models.document import Document, DocumentVersion
from crm.models.draft_template import Draft, DraftTemplate
from crm.models.duplicate import NotTheSame
from crm.models.enquiry import Enquiry
from crm.models.exchange_year import ExchangeYear
from crm.models.field_value import FieldValue
from crm.models.happening import Happening
from crm.models.identity import Identity
from crm.models.names import TwoNames, display_name
from crm.models.obligation import Obligation
from crm.models.office import Office
from crm.models.partner import Partner
from crm.models.party import Party, Signatory
from crm.models.passkey import Passkey
from crm.models.playbook import PlaybookStep
from crm.models.proposal import Proposal, ProposalLink, ProposalMessage
from crm.models.public_page import PublicPage
from crm.models.review import Review, ReviewLink
from crm.models.saved_view import SavedView
from crm.models.step_taken import StepTaken
from crm.models.task import Task
from crm.models.type_field import TypeField
from crm.models.unit import Unit
from crm.models.user import User


def _display_name(record: Any) -> str:
    return display_name(record, "en")


def _title(record: Any) -> str:
    return str(record.title)


def _name(record: Any) -> str:
    return str(record.name)


def _nameless(_record: Any) -> str:
    return ""


OWN: Mapping[type[Base], Callable[[Any], str]] = {
    Partner: _display_name,
    Contact: _display_name,
    Agreement: _display_name,
    AgreementType: _display_name,
    DraftTemplate: _display_name,
    Unit: _display_name,
    PlaybookStep: _display_name,
    TypeField: _display_name,
    Task: _title,
    Happening: _title,
    Document: _title,
    Proposal: _title,
    Signatory: _name,
    SavedView: _name,
    User: _name,
    Passkey: _name,
    Enquiry: lambda record: record.organisation,
    Obligation: lambda record: record.text,
    ExchangeYear: lambda record: str(record.year),
    StepTaken: lambda record: record.step.value,
    Suggestion: lambda record: record.about,
    DocumentVersion: lambda record: record.file_name,
    ProposalMessage: lambda record: record.text,
    Confidential: _nameless,
    ProposalLink: _nameless,
    ReviewLink: _nameless,
    Office: _nameless,
    PublicPage: _nameless,
    NotTheSame: lambda record: f"{record.first_id} ≠ {record.second_id}",
}
"""How a record tells its own name."""

AFTER: Mapping[type[Base], tuple[type[Base], str]] = {
    Party: (Partner, "partner_id"),
    Position: (Partner, "partner_id"),
    CounterpartLink: (Partner, "partner_id"),
    Review: (Agreement, "agreement_id"),
    FieldValue: (TypeField, "field_id"),
    Draft: (DraftTemplate, "template_id"),
    Identity: (User, "user_id"),
    AccountLink: (User, "user_id"),
}
"""The records that are called after another, and the attribute that holds its number."""


def chinese_name(record: Base) -> str | None:
    """The other name of what has one in each language."""
    has_two = OWN.get(type(record)) is _display_name
    return cast("TwoNames", record).name_zh if has_two else None


def names_of(session: Session, records: Iterable[Base]) -> dict[Base, str]:
    """What each of them is called; one statement a kind of record that others are called after."""
    names: dict[Base, str] = {}
    following: dict[type[Base], list[tuple[Base, int]]] = {}
    for record in records:
        if type(record) in AFTER:
            model, attribute = AFTER[type(record)]
            following.setdefault(model, []).append((record, getattr(record, attribute)))
        else:
            names[record] = OWN[type(record)](record)
    for model, followers in following.items():
        known = _names_by_number(session, model, {number for _record, number in followers})
        names |= {record: known[number] for record, number in followers}
    return names


def _names_by_number(session: Session, model: type[Base], numbers: set[int]) -> dict[int, str]:
    loaded = {n: session.identity_map.get(session.identity_key(model, n)) for n in numbers}
    names = {n: OWN[model](record) for n, record in loaded.items() if record is not None}
    if missing := numbers - names.keys():
        with session.no_autoflush:
            asked = session.scalars(select(model).where(model.id.in_(missing)))
            names |= {record.id: OWN[model](record) for record in asked}
    return names
