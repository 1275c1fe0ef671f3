"""How stored words about agreements, and about what follows from them, read to people."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from crm.database import Word
from crm.models import (
    Anchor,
    Decision,
    DraftLanguage,
    FieldKind,
    Link,
    ObligationKind,
    PartyRole,
    Recommendation,
    Renewal,
    ReviewStage,
    Stage,
    Standing,
    Step,
    StepRole,
)
from crm.models.playbook import Effect

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
