"""Filters: what each choice finds, and what an address may hold without breaking a list."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from crm.extensions import db
from crm.history import queries as history_queries
from crm.models import (
    Access,
    Act,
    Agreement,
    Category,
    Change,
    Contact,
    Decision,
    DocumentKind,
    EnquiryStatus,
    FileType,
    HappeningKind,
    Honorific,
    ObligationKind,
    PartnerStatus,
    Pipeline,
    Priority,
    ProposalStatus,
    Purpose,
    Recommendation,
    Renewal,
    ReviewStage,
    Source,
    Stage,
    SuggestionKind,
    SuggestionStatus,
    User,
    Way,
)
from crm.models.review import CLOSED
from crm.trash.references import KINDS
from crm.web.listing import Listing
from crm.web.locale import Reader
from crm.web.tags import OneTag
from tests import factories
from tests.client import Client
from tests.conftest import DAY
from tests.databases import ONE_ENGINE
from tests.pages import Page, text_of
from tests.web.test_sorts import LISTS, address_of_list

FILTERS = [(listing, item) for listing in LISTS for item in listing.filters]
NAMES = [f"{listing.room}-{item.name}" for listing, item in FILTERS]
BAD = ["nonsense", "-1", "9" * 20, "9" * 5000, "\0", "🩺", "<script>alert(1)</script>", "' OR 1=1"]
BAD += ["9999-12-31", "0001-01-01"]


def away(days: int):
    return DAY + timedelta(days=days)


def _fill_history(people: Sequence[User | None]) -> int:
    """A line of each kind, act and way, and one of a batch, whose number it gives."""
    batch = factories.batch()
    told = [{"owner_type": kind} for kind in history_queries.OWNERS]
    told += [{"act": act} for act in Act]
    told += [{"way": way, "by_id": person and person.id} for way in Way for person in people]
    told += [{"batch_id": batch.id}]
    for number, line in enumerate(told, 1):
        whole = {"act": Act.CHANGED, "way": Way.FORM, "owner_type": "partner"} | line
        whole |= {"record_type": whole["owner_type"], "record_id": number, "owner_id": number}
        moment = datetime(2026, 11, 24, 4, tzinfo=UTC)
        change = Change(name=f"Line {number}", fields={}, digest=str(number), at=moment, **whole)
        db.session.add(change)
    return batch.id


def fill_every_choice(reader: User) -> dict[str, int]:
    """An office in which each choice of each filter finds something."""
    other = factories.user(name="Wang Fang")
    parent = factories.partner("Ministry", country="CN", tags="key, 重点")
    for place, category in enumerate(Category):
        status = list(PartnerStatus)[place % len(PartnerStatus)]
        owner = (reader, other, None)[place % 3]
        about = {"owner": owner, "parent_id": parent.id, "is_public": place == 0}
        factories.partner(f"P {place}", category=category, status=status, **about)
    person = factories.contact(email="kari@example.org", tags="key")
    factories.contact("Ola Nordmann")
    for field, words in (("purpose", Purpose), ("honorific", Honorific), ("source", Source)):
        for word in words:
            factories.contact(**{field: word})
    old = {"purpose": None, "updated_at": datetime(2020, 1, 1, tzinfo=UTC)}
    db.session.execute(update(Contact).where(Contact.name_en == "Ola Nordmann").values(old))
    factories.position(person, parent, is_main=True)
    umbrella = _fill_agreements(parent, reader, other)
    about = {"partner_id": parent.id, "agreement_id": umbrella}
    for place, priority in enumerate(Priority):
        factories.task(
            priority=priority, assignee=(reader, other, None)[place], due_on=away(-1), **about
        )
    _fill_proposals()
    _fill_prospects((reader, other, None))
    _fill_failures((reader, other, None))
    _fill_suggestions()
    _fill_obligations(umbrella, parent.id, (reader, other, None))
    factories.task(done_at=datetime(2026, 11, 1, tzinfo=UTC), tags="key")
    for kind in HappeningKind:
        factories.happening(kind=kind, happened_on=DAY, **about)
    factories.happening(kind=HappeningKind.NEWS, channel=Category.HOSPITAL)
    _fill_documents(umbrella, parent.id)
    _fill_reviews((reader, other, None))
    batch = _fill_history((reader, other, None))
    for place, kind in enumerate(KINDS):
        by = (reader, other, None)[place % 3]
        factories.trash_item(record_type=kind, deleted_by=by)
    db.session.commit()
    factories.review(db.session.get_one(Agreement, umbrella))
    db.session.commit()
    numbers = {"partner": parent.id, "parent": parent.id, "agreement": umbrella, "batch": batch}
    return numbers | _fill_outcomes() | _fill_happenings(reader, other)


def _fill_outcomes() -> dict[str, int]:
    """Agreements with partners of every category and country, and one that was renewed."""
    unit = factories.unit("Nursing")
    kind = factories.agreement_type("Exchange", counts_students=True)
    factories.agreement("With nobody yet", parties=[])
    for place, category in enumerate(Category):
        partner = factories.partner(
            f"With {category.value}", category=category, country=("CN", "NO", None)[place % 3]
        )
        given = {"type_id": kind.id, "signed_on": away(-30), "units": [unit]}
        factories.agreement(f"Of {category.value}", partner, **given)
    ended = factories.agreement("Before", partner, signed_on=away(-900), expires_on=away(-5))
    after = {"predecessor_id": ended.id, "signed_on": away(-4), "type_id": kind.id}
    factories.exchange_year(factories.agreement("After", partner, **after), DAY.year, 1, 2)
    return {"type": kind.id, "unit": unit.id}


def _fill_happenings(*people: User) -> dict[str, int]:
    contact = factories.contact("Ida")
    for user in people:
        factories.happening(users=[user], contacts=[contact])
    return {"contact": contact.id}


def _fill_prospects(people: tuple[User | None, ...]) -> None:
    for place, stage in enumerate(Pipeline):
        owner, country = people[place % 3], (None, "NO", "CN")[place % 3]
        about = {"owner": owner, "country": country, "category": list(Category)[place % 5]}
        factories.partner(f"To be won {place}", **about).move_to(stage)
    for status in EnquiryStatus:
        factories.enquiry(status=status)


def _fill_obligations(agreement_id: int, partner_id: int, people: tuple[User | None, ...]) -> None:
    agreement = db.session.get_one(Agreement, agreement_id)
    for place, kind in enumerate(ObligationKind):
        due_on = (away(-1), DAY)[place % 2]
        owing = (partner_id, None)[place % 2]
        owner = people[place % 3]
        factories.obligation(agreement, kind=kind, due_on=due_on, partner_id=owing, owner=owner)
    factories.obligation(agreement, ended_on=DAY)


def _fill_failures(people: tuple[User | None, ...]) -> None:
    for user in people:
        factories.failed_login(user)


def _fill_proposals() -> None:
    for status in ProposalStatus:
        reason = "There is one." if status is ProposalStatus.DECLINED else None
        kind = factories.shipped_type().id if status is ProposalStatus.ASKED else None
        factories.proposal(status=status, decline_reason=reason, type_id=kind)


def _fill_suggestions() -> None:
    link = factories.counterpart_link()
    for kind in SuggestionKind:
        factories.suggestion(link, kind=kind)
    for status in (SuggestionStatus.ACCEPTED, SuggestionStatus.DECLINED):
        decided_at = datetime(2026, 11, 1, tzinfo=UTC)
        factories.suggestion(link, status=status, decided_at=decided_at)


def _fill_reviews(people: tuple[User | None, ...]) -> None:
    for place, stage in enumerate(ReviewStage):
        agreement = factories.agreement(expires_on=away(1000), owner=people[place % 3])
        is_over = stage in CLOSED
        factories.review(agreement, stage=stage, closed_on=DAY if is_over else None)
    for recommendation in Recommendation:
        factories.review(recommendation=recommendation)
    for decision in Decision:
        factories.review(decision=decision, decided_on=DAY, stage=ReviewStage.NEGOTIATING)
    by_itself = {"stage": ReviewStage.RENEWED, "renewed_to": away(900), "closed_on": DAY}
    umbrella = factories.agreement(expires_on=away(900))
    factories.review(umbrella, **by_itself)


def _fill_documents(agreement_id: int, partner_id: int) -> None:
    for kind in DocumentKind:
        factories.document(kind=kind, agreement_id=agreement_id)
    for file_type in FileType:
        made = factories.document(partner_id=partner_id)
        made.versions[0].file_type = file_type
    factories.document(partner_id=partner_id, access=Access.ADMINISTRATORS)


def _fill_agreements(partner, reader: User, other: User) -> int:
    ends = [None, -1, 20, 60, 150, 400]
    for place, end in enumerate(ends):
        factories.agreement(
            f"A {place}",
            partner,
            expires_on=None if end is None else away(end),
            signed_on=away(-500),
            notice_days=0,
            renewal=list(Renewal)[place % 3],
            owner=(reader, other, None)[place % 3],
            is_public=place == 0,
            tags="key",
        )
    for place, stage in enumerate(
        (ReviewStage.TO_DO, ReviewStage.EVALUATING, ReviewStage.DECIDING)
    ):
        owner, renewal = (reader, other, None)[place], list(Renewal)[place]
        unknown = factories.agreement(f"U {stage}", partner, owner=owner, renewal=renewal)
        factories.review(unknown, stage=stage)
        ended = factories.agreement(
            f"E {stage}", partner, owner=owner, renewal=renewal, expires_on=away(-5)
        )
        if stage is ReviewStage.TO_DO:
            factories.review(ended, stage=ReviewStage.RENEWED, closed_on=DAY, renewed_to=away(-5))
        elif stage is ReviewStage.EVALUATING:
            ended.decide(Decision.RENEW, away(-9))
    for stage in set(Stage) - {Stage.SIGNED}:
        factories.agreement(f"It is {stage}", partner, stage=stage, signed_on=away(-500))
    later = factories.agreement("Later", partner, effective_on=away(10), signed_on=DAY)
    factories.confidential(later, reader)
    return factories.agreement("Umbrella", partner, is_open_ended=True).id


def test_what_was_decided_waits_no_longer_for_a_decision(app: Flask):
    agreement = factories.agreement(expires_on=away(10))
    reader = Reader(DAY, None, "en")
    renewals = next(listing for listing in LISTS if listing.room == "renewals")
    before = renewals.count({}, reader)

    agreement.decide(Decision.RENEW, DAY)
    db.session.flush()

    assert (before, renewals.count({}, reader)) == (1, 0)


def test_unknown_open_ended_and_known_ends_read_differently(editor: Client):
    factories.agreement("Known", expires_on=away(400))
    factories.agreement("Open", is_open_ended=True)
    factories.agreement("Unknown")
    words = {
        "known": ("29 dec 2027", "2027-12-29"),
        "open": ("open-ended", "open-ended"),
        "unknown": ("unknown", "unknown"),
    }

    for choice, (on_page, in_file) in words.items():
        page = editor.visit(f"/agreements?end={choice}")
        titles = page.texts("a", class_="name")
        export = editor.get(f"/agreements/export.csv?end={choice}").data.decode("utf-8-sig")
        heading, line = csv.reader(io.StringIO(export, newline=""))

        assert titles == [choice.title()]
        assert on_page in [text.lower() for text in page.texts("td")]
        assert line[heading.index("Ends on")] == in_file


def _that_know(listing: Listing) -> list[str]:
    """The filters that know what they can be: anything can be a tag."""
    return [item.name for item in listing.filters if not isinstance(item, OneTag)]


@pytest.mark.parametrize("listing", LISTS, ids=[listing.room for listing in LISTS])
def test_a_value_that_means_nothing_is_left_out_with_a_notice(admin: Client, listing: Listing):
    for place, name in enumerate((*_that_know(listing), "sort"), LISTS.index(listing)):
        for value in BAD[place % 2 :: 2]:
            query = urlencode({name: value})
            answer = admin.get(f"{address_of_list(listing)}?{query}")

            assert answer.status_code == 200, query[:80]
            assert '<p class="notice warn" role="status">' in answer.text, query[:80]
            assert "<script>alert" not in answer.text

        query = urlencode({name: BAD[place % len(BAD)]})
        assert admin.get(f"{address_of_list(listing)}/export.csv?{query}").status_code == 200


@ONE_ENGINE
@pytest.mark.parametrize(
    ("room", "name"), [("agreements", "owner"), ("tasks", "assignee"), ("history", "by")]
)
def test_what_somebody_had_who_has_left_is_still_found(editor: Client, room: str, name: str):
    left = factories.user(is_active=False, name="Zhao Min")

    def options(value: object, *, chosen: bool = True) -> list[str]:
        page = editor.visit(f"/{room}?{name}={value}")
        (select,) = page.having("select", id=f"f-{name}")
        all_of_them = select.iter("option")
        return [text_of(one) for one in all_of_them if "selected" in one.attrib or not chosen]

    assert options("me", chosen=False)[-2:] == ["Zhao Min (has left)", "Nobody"]
    assert options(left.id) == ["Zhao Min (has left)"]
    assert options(left.id + 1000) == ["no longer offered"]
    assert options("me") == ["Me"]
    assert options("nonsense") == []


@ONE_ENGINE
def test_nothing_is_given_to_somebody_who_has_left(editor: Client):
    factories.user(is_active=False, name="Zhao Min")

    for form in ("partners", "agreements", "tasks"):
        assert "Zhao Min" not in editor.visit(f"/{form}/new").html


@pytest.mark.parametrize("listing", LISTS, ids=[listing.room for listing in LISTS])
def test_a_page_that_is_not_there_shows_the_nearest_one(admin: Client, listing: Listing):
    names = ("page", "per_page", "q", "unknown")
    for place, name in enumerate(names, LISTS.index(listing)):
        for value in BAD[place % 2 :: 2]:
            answer = admin.get(f"{address_of_list(listing)}?{urlencode({name: value})}")

            assert answer.status_code == 200, (name, value[:20])
            assert "<script>alert" not in answer.text


def test_a_search_for_markup_shows_it_as_text(editor: Client):
    page = editor.visit(f"/partners?{urlencode({'q': BAD[6]})}")

    assert [field.get("value") for field in page.having("input", id="q")] == [BAD[6]]


anything = st.text() | st.sampled_from([*BAD, "-", "²", "2026-02-31", "2026-11-24", "none", "me"])


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_address_breaks_a_list(app: Flask, data: st.DataObject):
    listing = LISTS[data.draw(st.integers(0, len(LISTS) - 1))]
    names = ["q", "sort", "page", "per_page", *(item.name for item in listing.filters)]
    args = data.draw(st.dictionaries(st.sampled_from(names), anything))

    with force_locale("en"):
        page = listing.page(args, Reader(DAY, 1, "en"))

        assert (page.total, page.number, page.pages) == (0, 1, 1)
        assert "\0" not in page.query()
        assert page.choices


@ONE_ENGINE
@pytest.mark.parametrize(("address", "sort"), [("/partners", "-city"), ("/renewals", "-decide")])
def test_how_a_list_is_shown_stays_when_a_filter_is_chosen(editor: Client, address: str, sort: str):
    factories.agreement(expires_on=away(200))
    shown = {"per_page": "50", "sort": sort, "hide": "owner"}

    sent = _sent(editor.visit(f"{address}?{urlencode(shown)}"))
    chosen = editor.visit(f"{address}?{urlencode(sent | {'q': 'Oslo'})}")

    of_the_list = [link for link in chosen.links() if "Oslo" in link]
    assert sent == shown | {"q": ""}
    assert _sent(chosen) == shown | {"q": "Oslo"}
    assert [link for link in of_the_list if "per_page" not in link] == []


@ONE_ENGINE
@pytest.mark.parametrize(("asked", "kept"), [("9999", "200"), ("0", "1"), ("many", "25")])
def test_a_filter_is_sent_with_the_number_of_rows_that_a_page_has(
    editor: Client, asked: str, kept: str
):
    factories.partner()

    assert _sent(editor.visit(f"/partners?per_page={asked}"))["per_page"] == kept


def _sent(page: Page) -> dict[str, str]:
    """What the filters' form sends as it stands."""
    form = page.having("form", class_="filters")[0]
    sent = {e.get("name", ""): e.get("value", "") for e in form.iter("input")}
    return {name: value for name, value in sent.items() if value or name == "q"}
