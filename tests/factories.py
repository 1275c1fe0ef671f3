"""The smallest valid record of each model. Each is in the session, and has its number."""

import hashlib
import secrets
import tempfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import count
from typing import TypeVar

from sqlalchemy import select

from crm.database import Base, now
from crm.documents import storage
from crm.documents.intake import Upload
from crm.extensions import db
from crm.models import (
    AccountLink,
    Agreement,
    AgreementType,
    Anchor,
    Batch,
    BatchKind,
    CalendarFeed,
    Category,
    Change,
    Choice,
    Confidential,
    Contact,
    CounterpartLink,
    Document,
    DocumentKind,
    DocumentPassage,
    DocumentVersion,
    DraftLanguage,
    DraftTemplate,
    Enquiry,
    ExchangeYear,
    FailedLogin,
    FeedKind,
    FieldKind,
    FieldValue,
    FileType,
    Happening,
    HappeningKind,
    Identity,
    LikelyPair,
    LinkKind,
    MergedRecord,
    Money,
    NotTheSame,
    Obligation,
    ObligationKind,
    PairKind,
    Partner,
    Party,
    Passkey,
    PlaybookStep,
    Position,
    Proposal,
    ProposalLink,
    ProposalMessage,
    PublicPage,
    Review,
    ReviewLink,
    Role,
    SavedView,
    Signatory,
    StepRole,
    Suggestion,
    SuggestionKind,
    Task,
    TrashItem,
    TypeField,
    Unit,
    User,
    UserSession,
)
from crm.models.password_digest import digest_of
from crm.models.token import new_token, token_digest

Record = TypeVar("Record", bound=Base)

PASSWORD = "three plain words"
PDF = b"%PDF-1.4\n%%EOF\n"
"""As much of a PDF as tells that it is one."""

FILED_AT = datetime(2026, 11, 24, 4, tzinfo=UTC)

_numbers = count(1)


def kept(record: Record) -> Record:
    db.session.add(record)
    db.session.flush()
    return record


def user(*, role: Role = Role.EDITOR, name: str = "Lin Mei", **given: object) -> User:
    made = User(role=role, email=f"person{next(_numbers)}@example.org")
    made.rename(name)
    return kept(made.assign(given))


def user_with_password(**given: object) -> User:
    made = user(**given)
    made.password_hash = _digest()
    return kept(made)


@cache
def _digest() -> str:
    """Of the password of all: made once, as it takes long."""
    return digest_of(PASSWORD)


def user_session(user: User, **given: object) -> UserSession:
    """Of a browser somewhere else."""
    moment = now()
    made = UserSession(user_id=user.id, token_digest=token_digest(new_token()), device="Firefox")
    made.assign({"began_at": moment, "seen_at": moment, "confirmed_at": moment})
    return kept(made.assign(given))


def identity(user: User, **given: object) -> Identity:
    """By which that person logs in with a provider."""
    made = Identity(user_id=user.id, issuer="https://login.example.edu", subject=new_token())
    return kept(made.assign(given))


def passkey(user: User, **given: object) -> Passkey:
    """Whose device nobody has."""
    made = Passkey(user_id=user.id, name="Laptop", host="localhost", sign_count=0)
    made.assign({"credential": new_token(), "public_key": "AA", "used_at": None})
    return kept(made.assign(given))


def account_link(user: User, token: str = "", **given: object) -> AccountLink:
    """By which that person sets another password; open until an hour from now."""
    made = AccountLink(user_id=user.id, kind=LinkKind.RESET)
    made.token = token or new_token()
    made.token_digest = token_digest(made.token)
    return kept(made.assign({"expires_at": now() + timedelta(hours=1)} | given))


def failed_login(user: User | None, **given: object) -> FailedLogin:
    made = FailedLogin(user_id=user.id if user else None, address="192.0.2.7", failed_at=FILED_AT)
    return kept(made.assign(given))


def partner(name_en: str | None = "University of Oslo", **given: object) -> Partner:
    return kept(Partner(name_en=name_en, category=Category.INTERNATIONAL).assign(given))


def batch(title: str = "Import of partners.csv", **given: object) -> Batch:
    """An act of many changes, none of which is written yet."""
    return kept(Batch(kind=BatchKind.IMPORT, title=title).assign(given))


def contact(name_en: str | None = "Kari Nordmann", **given: object) -> Contact:
    return kept(Contact(name_en=name_en).assign(given))


def merged_record(into: Base, old: int = 10**6) -> MergedRecord:
    """The address of a record that is gone leads to this one."""
    led = MergedRecord(record_type=into.__tablename__, record_id=old, into_id=into.id)
    return kept(led.assign({"batch_id": batch("Merged", kind=BatchKind.MERGE).id}))


def public_page(**given: object) -> PublicPage:
    """The one public page, switched on, with what is given set on it."""
    page = db.session.get(PublicPage, 1) or PublicPage(id=1, title_en="Cooperation")
    return kept(page.assign({"is_on": True, **given}))


def not_the_same(one: Partner, other: Partner) -> NotTheSame:
    first, second = sorted((one.id, other.id))
    return kept(NotTheSame(record_type=PairKind.PARTNER, first_id=first, second_id=second))


def likely_pair(one: Base, other: Base, **given: object) -> LikelyPair:
    """Of two records of one kind, as if the base had been looked through."""
    first, second = sorted((one.id, other.id))
    kind = PairKind(one.__tablename__)
    made = LikelyPair(record_type=kind, first_id=first, second_id=second)
    whys = {PairKind.PARTNER: "name,website", PairKind.CONTACT: "email"}[kind]
    return kept(made.assign({"score": 91, "whys": whys} | given))


def position(contact: Contact, partner: Partner, **given: object) -> Position:
    return kept(Position(contact_id=contact.id, partner_id=partner.id).assign(given))


def agreement_type(name_en: str = "Student exchange", **given: object) -> AgreementType:
    return kept(AgreementType(name_en=name_en, place=50, notice_days=90).assign(given))


def playbook_step(
    of: AgreementType, title_en: str | None = "Hear the dean", **given: object
) -> PlaybookStep:
    """Sixty days before the day to decide by, for whoever is responsible."""
    made = PlaybookStep(type_id=of.id, title_en=title_en, role=StepRole.RESPONSIBLE)
    return kept(made.assign({"anchor": Anchor.DECIDE_BY, "days": 60} | given))


def type_field(of: AgreementType, label_en: str = "Discipline", **given: object) -> TypeField:
    made = TypeField(type_id=of.id, kind=FieldKind.TEXT, label_en=label_en, options=[])
    return kept(made.assign(given))


def field_value(agreement: Agreement, field: TypeField, content: object) -> FieldValue:
    made = FieldValue(agreement_id=agreement.id, field_id=field.id, kind=field.kind)
    return kept(made.assign({"content": content}))


def answer_all(agreement: Agreement, kind: AgreementType, person: Contact) -> TypeField:
    """A field of each kind for the type, answered by the agreement; the last one."""
    contents = {
        FieldKind.TEXT: "Nursing",
        FieldKind.LONG_TEXT: "Surgery\nPaediatrics",
        FieldKind.NUMBER: Decimal("12.5"),
        FieldKind.DATE: date(2027, 9, 1),
        FieldKind.CHOICE: "home",
        FieldKind.YES_NO: True,
        FieldKind.PERSON: person.id,
        FieldKind.MONEY: Money(Decimal("1234.5"), "CNY"),
    }
    fields = [
        TypeField(type_id=kind.id, kind=word, label_en=f"A {word}", options=[], place=place)
        for place, word in enumerate(contents)
    ]
    fields[list(contents).index(FieldKind.CHOICE)].offer([Choice("home", "home", None)])
    db.session.add_all(fields)
    db.session.flush()
    for field in fields:
        made = FieldValue(agreement_id=agreement.id, field_id=field.id, kind=field.kind)
        db.session.add(made.assign({"content": contents[field.kind]}))
    db.session.flush()
    exchange_year(agreement, 2025, 3, 5)
    return fields[-1]


def exchange_year(agreement: Agreement, year: int, sent: int, received: int) -> ExchangeYear:
    made = ExchangeYear(agreement_id=agreement.id, year=year, sent=sent, received=received)
    return kept(made)


def shipped_type(key: str = "mou") -> AgreementType:
    return db.session.scalars(select(AgreementType).where(AgreementType.key == key)).one()


def agreement(
    title_en: str | None = "Memorandum with Oslo", *partners: Partner, **given: object
) -> Agreement:
    parties = [
        Party(partner_id=party.id, place=place)
        for place, party in enumerate(partners or [partner()])
    ]
    made = Agreement(title_en=title_en, type_id=shipped_type().id, parties=parties)
    return kept(made.assign(given))


def confidential(agreement: Agreement, *readers: User) -> Confidential:
    """Only they see it from then on."""
    return kept(Confidential(agreement_id=agreement.id, readers=list(readers)))


def unit(name_en: str | None = "School of Nursing", **given: object) -> Unit:
    return kept(Unit(name_en=name_en).assign(given))


def calendar_feed(user: User, kind: FeedKind = FeedKind.ALL_DECISIONS) -> CalendarFeed:
    made = CalendarFeed(user_id=user.id, kind=kind, uid=secrets.token_hex(16), published={})
    made.renew(FILED_AT)
    return kept(made)


def signatory(agreement: Agreement, name: str = "Ola Dean", **given: object) -> Signatory:
    return kept(Signatory(agreement_id=agreement.id, name=name).assign(given))


def task(title: str = "Call the dean", **given: object) -> Task:
    return kept(Task(title=title).assign(given))


def obligation(agreement: Agreement, text: str = "Send the report", **given: object) -> Obligation:
    """Owed once, ten days after the day of the tests."""
    made = Obligation(agreement=agreement, text=text, kind=ObligationKind.REPORT)
    made.assign({"due_on": date(2026, 12, 4)} | given)
    made.upcoming_on = made.next_on = made.due_on
    return kept(made)


def draft_template(name_en: str = "Memorandum", **given: object) -> DraftTemplate:
    made = DraftTemplate(name_en=name_en, language=DraftLanguage.EN, is_retired=False)
    return kept(made.assign({"file_name": "memorandum.docx", "content": b"PK"} | given))


def happening(title: str = "Visit of the dean", **given: object) -> Happening:
    return kept(Happening(title=title, kind=HappeningKind.VISIT).assign(given))


def office_link() -> ProposalLink:
    """The one link to the form; the same however often it is asked for."""
    link = db.session.get(ProposalLink, 1)
    return link or kept(ProposalLink(id=1, token=new_token(), made_at=now(), made_by=user()))


def enquiry(organisation: str = "Oslo Hospital", **given: object) -> Enquiry:
    """Received today through the public page."""
    made = Enquiry(
        organisation=organisation,
        name="Kari Nordmann",
        email="kari@oslo.example",
        message="Shall we train nurses together?",
        language="en",
        consent="Keep it.",
        sender_digest="0" * 64,
    )
    return kept(made.assign(given))


def proposal(title: str = "Exchange of nurses", **given: object) -> Proposal:
    """Received today. `token` is that of the proposer's own link."""
    token = new_token()
    made = Proposal(
        title=title,
        proposer_name="Zhang Li",
        proposer_email="zhang.li@example.org",
        department="Nursing",
        partner_name="University of Oslo",
        purpose="Nurses learn from each other.",
        why_now="The dean comes in spring.",
        token_digest=token_digest(token),
        sender_digest="0" * 64,
    )
    made.token = token
    return kept(made.assign(given))


def proposal_message(
    proposal: Proposal, text: str = "How many?", **given: object
) -> ProposalMessage:
    return kept(ProposalMessage(proposal_id=proposal.id, text=text).assign(given))


def review(agreement_: Agreement | None = None, **given: object) -> Review:
    """Begun on the day of the tests, of an agreement that ends a year later."""
    about = agreement_ or agreement(expires_on=FILED_AT.date() + timedelta(days=365))
    made = Review(agreement=about, started_on=FILED_AT.date())
    return kept(made.assign(given))


def review_link(of: Review | None = None, **given: object) -> ReviewLink:
    """Works until the day after the tests' day."""
    made = ReviewLink(review=of or review(), key=new_token())
    made.expires_at = FILED_AT + timedelta(days=1)
    return kept(made.assign(given))


def document(
    title: str = "Signed copy", *, content: bytes = PDF, text: str = "", **given: object
) -> Document:
    """One version with its file in the store; of a new agreement unless it is told otherwise."""
    if not {"agreement_id", "partner_id"} & given.keys():
        given["agreement_id"] = agreement().id
    made = Document(title=title, kind=DocumentKind.SIGNED, versions=[]).assign(given)
    digest = hashlib.sha256(content).hexdigest()
    version = DocumentVersion(
        file_name="scan.pdf",
        file_type=FileType.PDF,
        digest=digest,
        size=len(content),
        has_text=bool(text),
        passages=[DocumentPassage(text=text)] if text else [],
    )
    made.add_version(version, FILED_AT)
    kept(made)
    with tempfile.TemporaryFile() as file:
        file.write(content)
        storage.keep([Upload(file, version.file_name, FileType.PDF, digest, len(content), [])])
    return made


def counterpart_link(
    agreement: Agreement | None = None, partner: Partner | None = None, **given: object
) -> CounterpartLink:
    """Works until the day after the tests' day."""
    party = partner or globals()["partner"]()
    signed = agreement or globals()["agreement"]("Memorandum with Oslo", party)
    made = CounterpartLink(agreement_id=signed.id, partner_id=party.id, key=new_token())
    made.expires_at = FILED_AT + timedelta(days=1)
    return kept(made.assign(given))


def suggestion(link: CounterpartLink | None = None, **given: object) -> Suggestion:
    """A corrected phone number."""
    made = Suggestion(
        link_id=(link or counterpart_link()).id,
        kind=SuggestionKind.CONTACT,
        about="Kari Nordmann",
        content={"phone": [None, "+47 1"]},
    )
    return kept(made.assign(given))


def signed_copy(link: CounterpartLink, content: bytes = PDF) -> Suggestion:
    """A file that waits for staff to accept it."""
    digest = hashlib.sha256(content).hexdigest()
    made = suggestion(
        link,
        kind=SuggestionKind.SIGNED_COPY,
        about="signed.pdf",
        content={},
        file_name="signed.pdf",
        file_type=FileType.PDF,
        digest=digest,
        size=len(content),
    )
    with tempfile.TemporaryFile() as file:
        file.write(content)
        storage.keep([Upload(file, "signed.pdf", FileType.PDF, digest, len(content), [])])
    return made


def saved_view(user: User, **given: object) -> SavedView:
    made = SavedView(user_id=user.id, room="partners", name="Hospitals", query="category=hospital")
    return kept(made.assign(given))


def trash_item(title: str = "Call the dean", **given: object) -> TrashItem:
    """A task that was deleted; its history is told without its name."""
    content = {"rows": {"task": []}, "loosened": [], "others": []}
    held = {"record_type": "task", "record_id": 10**6 + next(_numbers), "content": content}
    return kept(TrashItem(name=title, **held | given))


def changes() -> list[Change]:
    """The history, oldest first. The models write it themselves."""
    return list(db.session.scalars(select(Change).order_by(Change.id)))
