"""All models and their words, so that one import completes every mapper."""

from crm.models import chain, history, planning, search, sort_keys  # they listen to every session
from crm.models.account_link import AccountLink, LinkKind, ResetWish
from crm.models.account_notice import AccountChange, AccountNotice
from crm.models.agreement import Agreement, Decision, Link, Renewal
from crm.models.agreement_type import AgreementType
from crm.models.batch import Batch, BatchKind
from crm.models.calendar_feed import CalendarFeed, FeedKind
from crm.models.change import Act, Change, Way
from crm.models.confidential import Confidential
from crm.models.contact import Contact, Honorific, Position, Purpose, Source
from crm.models.counterpart_link import (
    CounterpartLink,
    Suggestion,
    SuggestionKind,
    SuggestionStatus,
)
from crm.models.digest import Digest
from crm.models.document import (
    Access,
    Document,
    DocumentKind,
    DocumentPassage,
    DocumentVersion,
    FileType,
)
from crm.models.draft_template import Draft, DraftLanguage, DraftTemplate
from crm.models.duplicate import DuplicateSearch, LikelyPair, NotTheSame, PairKind
from crm.models.enquiry import Enquiry, EnquiryStatus
from crm.models.exchange_year import Exchange, ExchangeYear
from crm.models.export_columns import ExportColumns
from crm.models.export_taken import ExportTaken
from crm.models.failed_login import FailedLogin
from crm.models.field_value import Content, FieldValue, Money
from crm.models.happening import Happening, HappeningKind
from crm.models.identity import Identity
from crm.models.import_columns import ImportColumns
from crm.models.letter import Letter
from crm.models.life import Stage, Standing, Step
from crm.models.login_attempt import LoginAttempt
from crm.models.merged_record import MergedRecord
from crm.models.names import display_name, other_name
from crm.models.numbers import NumberGiven
from crm.models.obligation import Obligation, ObligationKind
from crm.models.office import Office
from crm.models.partner import ON_THE_WAY, Category, Partner, PartnerStatus, Pipeline
from crm.models.party import Party, PartyRole, Signatory
from crm.models.passkey import Passkey, PasskeyChallenge
from crm.models.playbook import Anchor, PlannedTask, PlaybookStep, StepRole
from crm.models.proposal import (
    Payer,
    Proposal,
    ProposalLink,
    ProposalMessage,
    ProposalStatus,
)
from crm.models.public_page import PublicPage
from crm.models.reference import ReferenceCounter
from crm.models.review import Recommendation, Review, ReviewLink, ReviewStage
from crm.models.saved_view import SavedView, ViewChoice, ViewMatch
from crm.models.second_factor import Authenticator, FactorRule, HalfLogin, RecoveryCode
from crm.models.step_taken import StepTaken
from crm.models.task import Priority, Task
from crm.models.trash import TrashFile, TrashItem
from crm.models.type_field import Choice, FieldKind, TypeField
from crm.models.unit import Unit
from crm.models.user import FirstPage, Rhythm, Role, User
from crm.models.user_session import UserSession

__all__ = [
    "ON_THE_WAY",
    "Access",
    "AccountChange",
    "AccountLink",
    "AccountNotice",
    "Act",
    "Agreement",
    "AgreementType",
    "Anchor",
    "Authenticator",
    "Batch",
    "BatchKind",
    "CalendarFeed",
    "Category",
    "Change",
    "Choice",
    "Confidential",
    "Contact",
    "Content",
    "CounterpartLink",
    "Decision",
    "Digest",
    "Document",
    "DocumentKind",
    "DocumentPassage",
    "DocumentVersion",
    "Draft",
    "DraftLanguage",
    "DraftTemplate",
    "DuplicateSearch",
    "Enquiry",
    "EnquiryStatus",
    "Exchange",
    "ExchangeYear",
    "ExportColumns",
    "ExportTaken",
    "FactorRule",
    "FailedLogin",
    "FeedKind",
    "FieldKind",
    "FieldValue",
    "FileType",
    "FirstPage",
    "HalfLogin",
    "Happening",
    "HappeningKind",
    "Honorific",
    "Identity",
    "ImportColumns",
    "Letter",
    "LikelyPair",
    "Link",
    "LinkKind",
    "LoginAttempt",
    "MergedRecord",
    "Money",
    "NotTheSame",
    "NumberGiven",
    "Obligation",
    "ObligationKind",
    "Office",
    "PairKind",
    "Partner",
    "PartnerStatus",
    "Party",
    "PartyRole",
    "Passkey",
    "PasskeyChallenge",
    "Payer",
    "Pipeline",
    "PlannedTask",
    "PlaybookStep",
    "Position",
    "Priority",
    "Proposal",
    "ProposalLink",
    "ProposalMessage",
    "ProposalStatus",
    "PublicPage",
    "Purpose",
    "Recommendation",
    "RecoveryCode",
    "ReferenceCounter",
    "Renewal",
    "ResetWish",
    "Review",
    "ReviewLink",
    "ReviewStage",
    "Rhythm",
    "Role",
    "SavedView",
    "Signatory",
    "Source",
    "Stage",
    "Standing",
    "Step",
    "StepRole",
    "StepTaken",
    "Suggestion",
    "SuggestionKind",
    "SuggestionStatus",
    "Task",
    "TrashFile",
    "TrashItem",
    "TypeField",
    "Unit",
    "User",
    "UserSession",
    "ViewChoice",
    "ViewMatch",
    "Way",
    "display_name",
    "other_name",
]
