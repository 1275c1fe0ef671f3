"""How the stored words read to people, in one table a kind."""

from collections.abc import Mapping
from functools import cache

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from crm.database import Word
from crm.models import (
    Access,
    Anchor,
    Category,
    Decision,
    DocumentKind,
    DraftLanguage,
    EnquiryStatus,
    FieldKind,
    FileType,
    HappeningKind,
    Honorific,
    Link,
    ObligationKind,
    PartnerStatus,
    PartyRole,
    Payer,
    Pipeline,
    Priority,
    ProposalStatus,
    Purpose,
    Recommendation,
    Renewal,
    ReviewStage,
    Source,
    Stage,
    Standing,
    Step,
    StepRole,
    SuggestionKind,
    SuggestionStatus,
)
from crm.models.playbook import Effect
from crm.web.locale import language
from crm.web.office_words import (
    ACTS,
    BATCH_KINDS,
    FACTOR_RULES,
    FIRST_PAGES,
    LINK_KINDS,
    RHYTHMS,
    ROLES,
    WAYS,
)

CATEGORIES: Mapping[Word, LazyString] = {
    Category.GOVERNMENT: _l("Government"),
    Category.INTERNATIONAL: _l("International"),
    Category.HOSPITAL: _l("Hospital"),
    Category.ENTERPRISE: _l("Enterprise"),
    Category.OTHER: _l("Other"),
}
PARTNER_STATUSES: Mapping[Word, LazyString] = {
    PartnerStatus.PROSPECT: _l("Prospect"),
    PartnerStatus.ACTIVE: _l("Active"),
    PartnerStatus.DORMANT: _l("Dormant"),
    PartnerStatus.CLOSED: _l("Closed"),
}
PIPELINE: Mapping[Word, LazyString] = {
    Pipeline.FIRST_CONTACT: _l("First contact"),
    Pipeline.TALKS: _l("In talks"),
    Pipeline.DRAFTING: _l("Drafting"),
    Pipeline.SIGNING: _l("About to sign"),
    Pipeline.SIGNED: _l("Signed"),
    Pipeline.LOST: _l("Lost"),
}
PURPOSES: Mapping[Word, LazyString] = {
    Purpose.COOPERATION: _l("Cooperation with the partner"),
    Purpose.EVENTS: _l("Invitations and news"),
    Purpose.OTHER: _l("Something else"),
}
HONORIFICS: Mapping[Word, LazyString] = {
    Honorific.PROFESSOR: _l("Professor"),
    Honorific.ASSOCIATE_PROFESSOR: _l("Associate professor"),
    Honorific.ACADEMICIAN: _l("Academician"),
    Honorific.DOCTOR: _l("Doctor"),
    Honorific.DEAN: _l("Dean"),
    Honorific.DIRECTOR: _l("Director"),
    Honorific.MR: _l("Mr."),
    Honorific.MS: _l("Ms."),
}
SOURCES: Mapping[Word, LazyString] = {
    Source.PERSON: _l("Given by the person"),
    Source.PARTNER: _l("From the partner"),
    Source.PUBLIC: _l("From a public page"),
    Source.OTHER: _l("From elsewhere"),
}
STANDINGS: Mapping[Word, LazyString] = {
    Standing.DRAFT: _l("Draft"),
    Standing.IN_REVIEW: _l("In review"),
    Standing.AWAITING_SIGNATURE: _l("Awaiting signature"),
    Standing.UPCOMING: _l("Not yet in force"),
    Standing.IN_FORCE: _l("In force"),
    Standing.ENDING: _l("Ending soon"),
    Standing.OPEN_ENDED: _l("Open-ended"),
    Standing.UNKNOWN: _l("End unknown"),
    Standing.ENDED: _l("Ended"),
    Standing.TERMINATED: _l("Terminated"),
    Standing.SUPERSEDED: _l("Superseded"),
    Standing.ABANDONED: _l("Abandoned"),
}
STAGES: Mapping[Word, LazyString] = {
    Stage.DRAFT: _l("Draft"),
    Stage.IN_REVIEW: _l("In review"),
    Stage.AWAITING_SIGNATURE: _l("Awaiting signature"),
    Stage.SIGNED: _l("Signed"),
    Stage.TERMINATED: _l("Terminated"),
    Stage.SUPERSEDED: _l("Superseded"),
    Stage.ABANDONED: _l("Abandoned"),
}
STEPS: Mapping[Word, LazyString] = {
    Step.SUBMIT: _l("Submit for review"),
    Step.APPROVE: _l("Send for signature"),
    Step.RETURN: _l("Return to draft"),
    Step.SIGN: _l("Record the signing"),
    Step.ABANDON: _l("Abandon"),
    Step.RESUME: _l("Take up again"),
    Step.TERMINATE: _l("Terminate"),
    Step.SUPERSEDE: _l("Mark as superseded"),
    Step.REINSTATE: _l("Reinstate"),
}
LINKS: Mapping[Word, LazyString] = {
    Link.IMPLEMENTS: _l("implements it"),
    Link.AMENDS: _l("amends it"),
    Link.ANNEX: _l("is an annex to it"),
}
PARTY_ROLES: Mapping[Word, LazyString] = {
    PartyRole.COUNTERPART: _l("Counterpart"),
    PartyRole.COORDINATOR: _l("Coordinator"),
    PartyRole.MEMBER: _l("Member"),
    PartyRole.FUNDER: _l("Funder"),
}
RENEWALS: Mapping[Word, LazyString] = {
    Renewal.NONE: _l("Ends by itself"),
    Renewal.MUTUAL: _l("By mutual consent"),
    Renewal.AUTOMATIC: _l("Automatic unless ended"),
}
DECISIONS: Mapping[Word, LazyString] = {
    Decision.RENEW: _l("To be renewed"),
    Decision.END: _l("To be let end"),
}
REVIEW_STAGES: Mapping[Word, LazyString] = {
    ReviewStage.TO_DO: _l("To do"),
    ReviewStage.EVALUATING: _l("Evaluating"),
    ReviewStage.DECIDING: _l("Deciding"),
    ReviewStage.NEGOTIATING: _l("Negotiating"),
    ReviewStage.RENEWED: _l("Renewed"),
    ReviewStage.ENDED: _l("Let end"),
}
RECOMMENDATIONS: Mapping[Word, LazyString] = {
    Recommendation.RENEW: _l("Renew as it is"),
    Recommendation.CHANGE: _l("Renew with changes"),
    Recommendation.END: _l("Let it end"),
}
PRIORITIES: Mapping[Word, LazyString] = {
    Priority.LOW: _l("Low"),
    Priority.NORMAL: _l("Normal"),
    Priority.HIGH: _l("High"),
}
FIELD_KINDS: Mapping[Word, LazyString] = {
    FieldKind.TEXT: _l("Text"),
    FieldKind.LONG_TEXT: _l("Long text"),
    FieldKind.NUMBER: _l("Number (a quantity)"),
    FieldKind.DATE: _l("Date"),
    FieldKind.CHOICE: _l("Choice"),
    FieldKind.YES_NO: _l("Yes or no"),
    FieldKind.PERSON: _l("Person (a contact)"),
    FieldKind.MONEY: _l("Money (amount and currency)"),
}
DRAFT_LANGUAGES: Mapping[Word, LazyString] = {
    DraftLanguage.EN: _l("English"),
    DraftLanguage.ZH: _l("Chinese"),
}
OBLIGATION_KINDS: Mapping[Word, LazyString] = {
    ObligationKind.DELIVER: _l("Deliver"),
    ObligationKind.PAY: _l("Pay"),
    ObligationKind.REPORT: _l("Report"),
    ObligationKind.MEET: _l("Meet"),
    ObligationKind.OTHER: _l("Other"),
}
ANCHORS: Mapping[Word, LazyString] = {
    Anchor.SIGNING: _l("after the signing"),
    Anchor.DECIDE_BY: _l("before the day to decide by"),
    Anchor.END: _l("before the end"),
}
STEP_ROLES: Mapping[Word, LazyString] = {
    StepRole.RESPONSIBLE: _l("Whoever is responsible for the agreement"),
    StepRole.ADMINISTRATOR: _l("The administrator"),
    StepRole.PERSON: _l("A certain person"),
}
EFFECTS: Mapping[Word, LazyString] = {
    Effect.ADDED: _l("added"),
    Effect.MOVED: _l("moved"),
    Effect.RENAMED: _l("renamed"),
    Effect.REASSIGNED: _l("given to somebody else"),
    Effect.REMOVED: _l("removed"),
    Effect.KEPT: _l("kept: changed by hand"),
}
HAPPENING_KINDS: Mapping[Word, LazyString] = {
    HappeningKind.MEETING: _l("Meeting"),
    HappeningKind.VISIT: _l("Visit"),
    HappeningKind.DELEGATION: _l("Delegation"),
    HappeningKind.CALL: _l("Call"),
    HappeningKind.EMAIL: _l("E-mail"),
    HappeningKind.EVENT: _l("Event"),
    HappeningKind.NEWS: _l("News"),
}
PROPOSAL_STATUSES: Mapping[Word, LazyString] = {
    ProposalStatus.RECEIVED: _l("Received"),
    ProposalStatus.ASKED: _l("Asked back"),
    ProposalStatus.ANSWERED: _l("Answered"),
    ProposalStatus.DRAFTED: _l("Became a draft"),
    ProposalStatus.DECLINED: _l("Declined"),
}
ENQUIRY_STATUSES: Mapping[Word, LazyString] = {
    EnquiryStatus.RECEIVED: _l("Received"),
    EnquiryStatus.TAKEN_UP: _l("Taken up"),
    EnquiryStatus.ASIDE: _l("Put aside"),
}
SUGGESTION_KINDS: Mapping[Word, LazyString] = {
    SuggestionKind.CONTACT: _l("Contact corrected"),
    SuggestionKind.NEW_CONTACT: _l("New contact"),
    SuggestionKind.CONTACT_LEFT: _l("Contact has left"),
    SuggestionKind.COMMENT: _l("Comment"),
    SuggestionKind.SIGNED_COPY: _l("Signed copy"),
}
SUGGESTION_STATUSES: Mapping[Word, LazyString] = {
    SuggestionStatus.PENDING: _l("To be decided"),
    SuggestionStatus.ACCEPTED: _l("Accepted"),
    SuggestionStatus.DECLINED: _l("Declined"),
}
PAYERS: Mapping[Word, LazyString] = {
    Payer.NOBODY: _l("It costs nothing"),
    Payer.SCHOOL: _l("Our school"),
    Payer.PARTNER: _l("The partner"),
    Payer.BOTH: _l("Both sides"),
    Payer.OTHERS: _l("A grant or somebody else"),
    Payer.UNKNOWN: _l("Not known yet"),
}
DOCUMENT_KINDS: Mapping[Word, LazyString] = {
    DocumentKind.SIGNED: _l("Signed copy"),
    DocumentKind.DRAFT: _l("Draft"),
    DocumentKind.ANNEX: _l("Annex"),
    DocumentKind.CORRESPONDENCE: _l("Correspondence"),
    DocumentKind.OTHER: _l("Other"),
}
ACCESSES: Mapping[Word, LazyString] = {
    Access.STAFF: _l("Everybody here"),
    Access.ADMINISTRATORS: _l("Administrators only"),
}
FILE_TYPES: Mapping[Word, LazyString] = {
    FileType.PDF: _l("PDF"),
    FileType.DOCX: _l("Word"),
    FileType.XLSX: _l("Excel"),
    FileType.PNG: _l("PNG image"),
    FileType.JPEG: _l("JPEG image"),
    FileType.WEBP: _l("WebP image"),
    FileType.GIF: _l("GIF image"),
    FileType.TIFF: _l("TIFF image"),
    FileType.EML: _l("E-mail"),
    FileType.MSG: _l("Outlook e-mail"),
}

ALL_WORDS: tuple[tuple[Word, LazyString], ...] = tuple(
    (word, label)
    for table in (
        CATEGORIES,
        LINK_KINDS,
        PARTNER_STATUSES,
        PIPELINE,
        PURPOSES,
        SOURCES,
        HONORIFICS,
        STANDINGS,
        STAGES,
        STEPS,
        LINKS,
        PARTY_ROLES,
        RENEWALS,
        DECISIONS,
        REVIEW_STAGES,
        RECOMMENDATIONS,
        PRIORITIES,
        FIELD_KINDS,
        OBLIGATION_KINDS,
        ANCHORS,
        STEP_ROLES,
        EFFECTS,
        DRAFT_LANGUAGES,
        HAPPENING_KINDS,
        PROPOSAL_STATUSES,
        ENQUIRY_STATUSES,
        PAYERS,
        SUGGESTION_KINDS,
        SUGGESTION_STATUSES,
        DOCUMENT_KINDS,
        ACCESSES,
        FILE_TYPES,
        ROLES,
        FACTOR_RULES,
        RHYTHMS,
        FIRST_PAGES,
        ACTS,
        WAYS,
        BATCH_KINDS,
    )
    for word, label in table.items()
)


@cache
def words_in(_language: str) -> Mapping[type[Word], Mapping[Word, str]]:
    """What the words of each kind are called in that language, which is the reader's."""
    found: dict[type[Word], dict[Word, str]] = {}
    for word, label in ALL_WORDS:
        found.setdefault(type(word), {})[word] = str(label)
    return found


def word(value: Word) -> str:
    """What a stored word is called on the screen, in the reader's language."""
    return words_in(language())[type(value)][value]
