"""How the stored words read to people, in one table a kind."""

from collections.abc import Mapping
from functools import cache

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from crm.database import Word
from crm.models import (
    Access,
    Category,
    DocumentKind,
    EnquiryStatus,
    FileType,
    HappeningKind,
    Honorific,
    PartnerStatus,
    Payer,
    Pipeline,
    Priority,
    ProposalStatus,
    Purpose,
    Source,
    SuggestionKind,
    SuggestionStatus,
)
from crm.web.agreement_words import (
    ANCHORS,
    DECISIONS,
    DRAFT_LANGUAGES,
    EFFECTS,
    FIELD_KINDS,
    LINKS,
    OBLIGATION_KINDS,
    PARTY_ROLES,
    RECOMMENDATIONS,
    RENEWALS,
    REVIEW_STAGES,
    STAGES,
    STANDINGS,
    STEP_ROLES,
    STEPS,
)
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
PRIORITIES: Mapping[Word, LazyString] = {
    Priority.LOW: _l("Low"),
    Priority.NORMAL: _l("Normal"),
    Priority.HIGH: _l("High"),
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
