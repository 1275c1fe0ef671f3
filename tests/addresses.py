"""Every address of the product, with the numbers of records that a filled office has."""

from datetime import UTC, datetime, timedelta

from flask import Flask
from werkzeug.routing import Rule

from crm.calendar.section import SIGNER
from crm.counterparts.signing import token_of
from crm.database import Base
from crm.enquiries import letter as enquiry_letter
from crm.extensions import db
from crm.models import Link, PartnerStatus, Role
from crm.reviews import signing
from tests import factories
from tests.conftest import DAY

BY_LINK = {"proposer.propose", "proposer.show", "counterpart.show", "counterpart.draft"}
BY_LINK |= {"lead.recommend", "lead.thanks", "passwords.choose"}
"""What can be reached with a link that the office gave out."""

OPEN = (
    {"accounts.login", "accounts.logout", "accounts.setup", "home.healthz", "static"}
    | {"passwords.forgotten"}
    | {"sign_on.back", "sign_on.begin"}
    | {"factors.code", "passkeys.ask", "passkeys.give"}
    | BY_LINK
    | {"calendar.fetch", "calendar.fetch_by_password"}
    | {"public.index", "public.news", "public.show"}
    | {"enquire.confirm", "enquire.thanks", "enquire.write"}
)
"""What can be reached without a login."""


def fill_office(times: int) -> dict[str, int | str]:
    """Records of every kind, each so many times; the numbers and tokens that addresses ask for."""
    for number in range(times):
        records = _fill(number)
    db.session.commit()
    numbers: dict[str, int | str] = {f"{name}_id": record.id for name, record in records.items()}
    numbers["change_id"] = factories.changes()[0].id
    numbers["link_token"] = token_of(records["link"])
    numbers["calendar_token"] = SIGNER.token_of(records["calendar"].key)
    numbers["review_token"] = signing.token_of(records["asked"])
    numbers["token"] = enquiry_letter.SIGNER.token_of(str(records["enquiry"].id))
    return numbers | {
        "office_token": factories.office_link().token,
        "own_token": records["proposal"].token,
    }


def _fill(number: int) -> dict[str, Base]:
    end = DAY + timedelta(days=40 * number)
    person = factories.user(role=Role.ADMIN, name=f"Person {number}")
    known = {"name_zh": "伙伴", "country": "NO", "tags": "key"}
    partner = factories.partner(f"Partner {number}", owner=person, **known)
    school = factories.partner(f"School {number}", parent_id=partner.id)
    factories.likely_pair(partner, school)
    prospect = factories.partner(f"Prospect {number}", status=PartnerStatus.PROSPECT)
    contact = factories.contact(f"Contact {number}", email="kari@example.org", tags="key")
    position = factories.position(contact, partner, is_main=True, title="Dean")
    kind = factories.agreement_type(f"Type {number}", counts_students=True)
    umbrella = factories.agreement(f"Umbrella {number}", partner, is_open_ended=True, tags="key")
    agreement = factories.agreement(
        f"Agreement {number}", partner, expires_on=end, parent_id=umbrella.id, owner=person
    )
    factories.public_page()
    answered = factories.agreement(f"Answered {number}", partner, type_id=kind.id)
    field = factories.answer_all(answered, kind, contact)
    paper = factories.document(f"Draft {number}", agreement_id=agreement.id)
    link = factories.counterpart_link(
        agreement, partner, document_id=paper.id, document_number=1, made_by=person
    )
    factories.suggestion(link, contact_id=contact.id)
    proposed = {"agreement_id": agreement.id, "cost": 1200, "currency": "CNY"}
    amending = {"parent_id": agreement.id, "link": Link.AMENDS, "expires_on": end}
    factories.agreement(f"Amendment {number}", partner, **amending)
    unit = factories.unit(f"Unit {number}")
    review = factories.review(agreement, started_by=person)
    about = {"partner_id": partner.id, "agreement_id": agreement.id}
    factories.failed_login(person)
    factories.failed_login(None, failed_at=datetime(2026, 11, 1, number % 24, tzinfo=UTC))
    return {
        "user": person,
        "partner": partner,
        "prospect": prospect,
        "contact": contact,
        "position": position,
        "type": kind,
        "field": field,
        "playbook_step": factories.playbook_step(kind, f"Step {number}", title_zh="步骤"),
        "agreement": agreement,
        "task": factories.task(f"Task {number}", due_on=end, assignee=person, tags="key", **about),
        "template": factories.draft_template(f"Template {number}", type_id=kind.id),
        "obligation": factories.obligation(
            agreement, f"Report {number}", due_on=end, partner=partner, owner=person
        ),
        "happening": factories.happening(f"Visit {number}", happened_on=DAY, **about),
        "proposal": factories.proposal(
            f"Proposal {number}", type_id=kind.id, country="NO", **proposed
        ),
        "enquiry": factories.enquiry(f"Hospital {number}"),
        "review": review,
        "asked": factories.review_link(review, made_by=person),
        "document": factories.document(f"Paper {number}", agreement_id=agreement.id),
        "unit": unit,
        "calendar": factories.calendar_feed(person),
        "signatory": factories.signatory(agreement, f"Dean {number}", partner_id=partner.id),
        "link": link,
        "suggestion": factories.signed_copy(link),
        "item": factories.trash_item(deleted_by=person),
        "batch": factories.batch(f"Import {number}"),
        "said": factories.not_the_same(partner, school),
        "passkey": factories.passkey(person),
        "session": factories.user_session(person),
        "view": factories.saved_view(person, name=f"View {number}", is_shared=True),
    }


def address_of(app: Flask, rule: Rule, numbers: dict[str, int]) -> str:
    """That rule's address, with numbers for records and one of the words it allows."""
    words = {
        "rest": "1",
        "kind": "csv",
        "language": "en",
        "what": "partners",
        "key": "never-given",
        "room": "partners",
        "answer": _first_word(rule),
        "digest": "0",
        "name": "icon.svg",
        "act": "up",
        "number": 1,
        "step": "terminate",
        "feed": "all_decisions",
        "owner_type": "agreement",
        "owner_id": numbers.get("agreement_id", 1),
        "one": numbers.get("partner_id", 1),
        "other": numbers.get("partner_id", 1),
    }
    if rule.endpoint == "contacts.card":
        words["kind"] = "vcard4"
    if rule.endpoint.startswith("reports."):
        words |= {"name": "category", "table": "category", "year": 2026}
    if rule.endpoint == "duplicates.say_different":
        words["kind"] = "partner"
    if rule.endpoint == "merges.choose":
        words["number"] = numbers.get("partner_id", 1)
    given = {name: numbers.get(name, words.get(name)) for name in rule.arguments}
    with app.test_request_context():
        return app.url_for(rule.endpoint, **given)


def _first_word(rule: Rule) -> str:
    return {"tasks.tick": "done", "obligations.end": "end", "drafting.retire": "retire"}.get(
        rule.endpoint, "renew"
    )


def rules(app: Flask, method: str) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if method in rule.methods]
