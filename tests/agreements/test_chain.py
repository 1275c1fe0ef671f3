"""Chains: umbrella and what stands under it, amendments that move the end, successors."""

from datetime import timedelta

from crm.extensions import db
from crm.models import Agreement, Decision, Link, Party, Stage
from crm.models.days import day_in
from tests import factories
from tests.client import Client
from tests.conftest import DAY
from tests.pages import SVG, Page

IN_A_YEAR = DAY + timedelta(days=365)
IN_TWO = DAY + timedelta(days=730)


def _amendment(of: Agreement, title: str = "Amendment", **given: object) -> Agreement:
    made = {"parent_id": of.id, "link": Link.AMENDS, "effective_on": DAY} | given
    return factories.agreement(title, factories.partner(f"Partner to {title}"), **made)


def _read(agreement: Agreement) -> Agreement:
    db.session.expire_all()
    return db.session.get(Agreement, agreement.id)


def test_a_signed_amendment_moves_the_end_and_the_page_says_from_where(editor: Client):
    agreement = factories.agreement("Main", expires_on=IN_A_YEAR, notice_days=90)
    amendment = _amendment(agreement, "Prolonged", expires_on=IN_TWO)

    moved = _read(agreement)

    assert (moved.ends_on, moved.end_from_id) == (IN_TWO, amendment.id)
    assert moved.expires_on == IN_A_YEAR
    assert moved.decide_by == IN_TWO - timedelta(days=90)
    page = editor.visit(f"/agreements/{agreement.id}")
    assert f"{day_in('en', IN_TWO)} by Prolonged" in page.text


def test_an_amendment_that_is_saved_with_what_it_amends_moves_the_end_too(app):
    main = factories.agreement("Main", expires_on=IN_A_YEAR)
    kind, partner = main.type_id, factories.partner("Bergen")
    both = [
        Agreement(
            title_en=title,
            type_id=kind,
            expires_on=end,
            parties=[Party(partner_id=partner.id)],
        )
        for title, end in (("New", IN_A_YEAR), ("Amending", IN_TWO))
    ]
    both[1].parent, both[1].link = both[0], Link.AMENDS

    db.session.add_all(both)
    db.session.flush()

    assert (both[0].ends_on, both[0].end_from_id) == (IN_TWO, both[1].id)


def test_an_amendment_moves_nothing_before_it_is_signed(app):
    agreement = factories.agreement("Main", expires_on=IN_A_YEAR)
    draft = _amendment(agreement, expires_on=IN_TWO, stage=Stage.DRAFT)
    assert _read(agreement).ends_on == IN_A_YEAR

    draft.stage = Stage.SIGNED
    db.session.flush()

    assert _read(agreement).ends_on == IN_TWO


def test_the_latest_amendment_that_speaks_of_the_end_counts(app):
    agreement = factories.agreement("Main", expires_on=IN_A_YEAR)
    _amendment(agreement, "Second", expires_on=IN_TWO, effective_on=DAY)
    _amendment(agreement, "First", expires_on=DAY + timedelta(9), effective_on=DAY - timedelta(9))
    _amendment(agreement, "About money", effective_on=DAY + timedelta(days=9))

    assert _read(agreement).ends_on == IN_TWO


def test_an_amendment_of_an_amendment_moves_the_end_too(app):
    agreement = factories.agreement("Main", expires_on=DAY)
    amendment = _amendment(agreement, "One", expires_on=IN_A_YEAR)
    _amendment(amendment, "Two", is_open_ended=True)

    endless = _read(agreement)

    assert (endless.ends_on, endless.is_endless) == (None, True)


def test_the_end_goes_back_when_the_amendment_is_deleted(app):
    agreement = factories.agreement("Main", expires_on=IN_A_YEAR)
    amendment = _amendment(agreement, expires_on=IN_TWO)

    db.session.delete(amendment)
    db.session.flush()

    back = _read(agreement)
    assert (back.ends_on, back.end_from_id) == (IN_A_YEAR, None)


def test_an_end_that_an_amendment_moves_has_to_be_decided_anew(app):
    agreement = factories.agreement("Main", expires_on=IN_A_YEAR)
    agreement.decide(Decision.END, DAY)
    db.session.flush()

    _amendment(agreement, expires_on=IN_TWO)

    assert _read(agreement).decision is None


def test_amendments_are_not_decided_on_by_themselves(editor: Client):
    agreement = factories.agreement("Main", expires_on=IN_A_YEAR)
    _amendment(agreement, "Amendment", expires_on=IN_TWO)

    assert editor.visit("/renewals").texts("a", class_="name") == ["Main"]


def test_what_implements_an_umbrella_keeps_its_own_end(app):
    umbrella = factories.agreement("Umbrella", is_open_ended=True)
    factories.agreement(
        "Protocol", parent_id=umbrella.id, link=Link.IMPLEMENTS, expires_on=IN_A_YEAR
    )

    assert _read(umbrella).is_endless is True


def test_an_agreement_follows_none_that_follows_it(editor: Client):
    first = factories.agreement("First")
    second = factories.agreement("Second", factories.partner("Bergen"), predecessor_id=first.id)

    page = editor.refused(f"/agreements/{first.id}/edit", predecessor_id=second.id)

    assert page.error("predecessor_id") == "It cannot follow itself or one that follows it."


def test_the_picture_shows_all_that_hang_together_and_nothing_else(editor: Client):
    umbrella = factories.agreement("Umbrella")
    protocol = factories.agreement("Protocol", parent_id=umbrella.id, link=Link.IMPLEMENTS)
    factories.agreement("Next protocol", predecessor_id=protocol.id)
    factories.agreement("Stranger", factories.partner("Bergen"))

    page = editor.visit(f"/agreements/{protocol.id}")

    drawn = set(_titles(page))
    assert drawn == {"Umbrella", "Protocol", "Next protocol"}


def _titles(page: Page) -> list[str]:
    return [title.text or "" for title in page.having(f"{SVG}title")]


def test_an_agreement_that_stands_alone_has_no_picture(editor: Client):
    agreement = factories.agreement()

    assert _titles(editor.visit(f"/agreements/{agreement.id}")) == []


def test_nobody_looks_for_an_end_of_what_ends_with_another(editor: Client):
    """Neither its page nor a report asks for it, as the queue of unknown ends does not."""
    main = factories.agreement("Main")
    amendment = _amendment(main, "More places")

    page = editor.visit(f"/agreements/{amendment.id}")
    asked = {
        way: editor.visit(f"/agreements?{way}").texts("a", class_="name")
        for way in ("gap=end", "end=unknown")
    }

    assert "Find out the end date" not in page.text
    assert "Ends onwith “Main”" in page.text
    assert asked == {"gap=end": ["Main"], "end=unknown": ["Main"]}


def test_an_amendment_that_names_an_end_says_it(editor: Client):
    amendment = _amendment(factories.agreement("Main"), expires_on=IN_TWO)

    page = editor.visit(f"/agreements/{amendment.id}")

    assert f"Ends on{day_in('en', IN_TWO)}" in page.text
