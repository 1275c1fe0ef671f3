"""Which records have a history, and whose history the parts of a record belong to."""

from collections.abc import Mapping

from crm.database import Base
from crm.frozen import Frozen
from crm.models.account_link import AccountLink, ResetWish
from crm.models.account_notice import AccountNotice
from crm.models.agreement import Agreement
from crm.models.agreement_type import AgreementType
from crm.models.batch import Batch
from crm.models.calendar_feed import CalendarFeed
from crm.models.change import Change
from crm.models.confidential import Confidential
from crm.models.contact import Contact, Position
from crm.models.counterpart_link import CounterpartLink, Suggestion
from crm.models.digest import Digest
from crm.models.document import Document, DocumentPassage, DocumentVersion
from crm.models.draft_template import Draft, DraftTemplate
from crm.models.duplicate import DuplicateSearch, LikelyPair, NotTheSame
from crm.models.enquiry import Enquiry
from crm.models.exchange_year import ExchangeYear
from crm.models.export_columns import ExportColumns
from crm.models.export_taken import ExportTaken
from crm.models.failed_login import FailedLogin
from crm.models.field_value import FieldValue
from crm.models.happening import Happening
from crm.models.identity import Identity
from crm.models.import_columns import ImportColumns
from crm.models.letter import Letter
from crm.models.login_attempt import LoginAttempt
from crm.models.merged_record import MergedRecord
from crm.models.numbers import NumberGiven
from crm.models.obligation import Obligation
from crm.models.office import Office
from crm.models.partner import Partner
from crm.models.party import Party, Signatory
from crm.models.passkey import Passkey, PasskeyChallenge
from crm.models.playbook import PlannedTask, PlaybookStep
from crm.models.proposal import Proposal, ProposalLink, ProposalMessage
from crm.models.public_page import PublicPage
from crm.models.reference import ReferenceCounter
from crm.models.review import Review, ReviewLink
from crm.models.saved_view import SavedView, ViewChoice, ViewMatch
from crm.models.second_factor import Authenticator, HalfLogin, RecoveryCode
from crm.models.step_taken import StepTaken
from crm.models.task import Task
from crm.models.trash import TrashFile, TrashItem
from crm.models.type_field import TypeField
from crm.models.unit import Unit
from crm.models.user import User
from crm.models.user_session import UserSession


class PartOf(Frozen):
    """The record that something is a part of, and the attribute that holds its number.

    A change of what is typed on the record's own form is a change of the record: its version
    moves, so that two people who edit it at once learn of each other.
    """

    model: type[Base]
    attribute: str
    is_of_its_form: bool = True


KEPT: Mapping[type[Base], PartOf | None] = {
    Partner: None,
    Contact: None,
    Position: PartOf(Contact, "contact_id"),
    Agreement: None,
    Party: PartOf(Agreement, "agreement_id"),
    Signatory: PartOf(Agreement, "agreement_id"),
    FieldValue: PartOf(Agreement, "agreement_id"),
    ExchangeYear: PartOf(Agreement, "agreement_id"),
    Confidential: PartOf(Agreement, "agreement_id"),
    StepTaken: PartOf(Agreement, "agreement_id", is_of_its_form=False),
    Draft: PartOf(Agreement, "agreement_id", is_of_its_form=False),
    CounterpartLink: None,
    Suggestion: PartOf(CounterpartLink, "link_id", is_of_its_form=False),
    Task: None,
    Obligation: None,
    Happening: None,
    Document: None,
    DocumentVersion: PartOf(Document, "document_id", is_of_its_form=False),
    Proposal: None,
    ProposalMessage: PartOf(Proposal, "proposal_id", is_of_its_form=False),
    ProposalLink: None,
    Enquiry: None,
    Review: None,
    ReviewLink: PartOf(Review, "review_id", is_of_its_form=False),
    AgreementType: None,
    TypeField: PartOf(AgreementType, "type_id"),
    PlaybookStep: PartOf(AgreementType, "type_id", is_of_its_form=False),
    DraftTemplate: None,
    Unit: None,
    Office: None,
    PublicPage: None,
    SavedView: None,
    NotTheSame: None,
    User: None,
    AccountLink: PartOf(User, "user_id", is_of_its_form=False),
    Identity: PartOf(User, "user_id", is_of_its_form=False),
    Passkey: PartOf(User, "user_id", is_of_its_form=False),
}
"""Every record that somebody changes, with what it is a part of."""

SET_UP: frozenset[type[Base]] = frozenset(
    {AgreementType, DraftTemplate, Unit, Office, PublicPage, SavedView, ProposalLink, User}
)
"""What the office is set up with: its history is for administrators."""

NOT_KEPT: Mapping[type[Base], str] = {
    Change: "is the history",
    Batch: "binds lines of the history together",
    PlannedTask: "says what was planned of a task, which has a history",
    ReferenceCounter: "counts; what it gave out stands with the agreement",
    CalendarFeed: "is one person's own window on what has a history",
    ExportColumns: "is what one person wants in files, and changes nothing of the office",
    ImportColumns: "is what one person has said of tables like one that was brought",
    ViewChoice: "is what one reader makes of a view, and changes nothing of the office",
    ViewMatch: "remembers what one reader was told of",
    Letter: "is mail on its way, which no person changes",
    Digest: "notes that a digest was made",
    TrashItem: "holds what was deleted, of which the history tells",
    TrashFile: "says which files such an item holds",
    NumberGiven: "counts; what it counts is deleted",
    LikelyPair: "is found again whenever the records are looked through",
    MergedRecord: "says where an old address leads; of the merge the history tells",
    LoginAttempt: "counts guesses, and changes nothing of the office",
    ResetWish: "is what somebody without a login has typed, for a minute",
    FailedLogin: "tells of a wrong password, and changes nothing of the office",
    AccountNotice: "tells of a change, of which the history tells as well",
    ExportTaken: "counts what somebody has fetched lately",
    Authenticator: "is a secret; that there is one stands with the account",
    RecoveryCode: "is a secret; that there are some stands with the account",
    HalfLogin: "says who is on the way in, and changes nothing of the office",
    PasskeyChallenge: "is asked once, and changes nothing of the office",
    UserSession: "says who is logged in where, and changes nothing of the office",
    DuplicateSearch: "notes when that was done last",
    DocumentPassage: "is read from the file, and read again when it is lost",
}
"""The other records, each with the reason."""
