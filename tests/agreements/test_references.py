"""References: given by the type's pattern, without gaps, and never one twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from crm.agreements import actions
from crm.extensions import db
from crm.models import Agreement
from crm.models.reference import ReferencePattern
from tests import factories
from tests.client import Client
from tests.conftest import DAY


def _values(partner_id: int, title: str, **more: object) -> dict[str, object]:
    kind = factories.shipped_type().id
    return {"title_en": title, "type_id": kind, "partner_ids": [partner_id], **more}


def test_an_agreement_filed_without_a_reference_gets_the_next_of_its_type(editor: Client):
    oslo = factories.partner().id
    for title in ("First", "Second"):
        editor.fill("/agreements/new", **_values(oslo, title))

    given = {a.title_en: a.reference for a in db.session.query(Agreement)}

    assert given == {"First": "2026-MOU-001", "Second": "2026-MOU-002"}


def test_an_old_paper_reference_can_be_typed_in(editor: Client):
    editor.fill("/agreements/new", **_values(factories.partner().id, "Old", reference="No. 7/98"))

    assert db.session.query(Agreement.reference).scalar() == "No. 7/98"


def test_a_number_that_somebody_typed_before_its_turn_is_passed_over(editor: Client):
    oslo = factories.partner().id
    editor.fill("/agreements/new", **_values(oslo, "Typed", reference="2026-MOU-001"))
    editor.fill("/agreements/new", **_values(oslo, "Given"))

    given = {a.title_en: a.reference for a in db.session.query(Agreement)}

    assert given["Given"] == "2026-MOU-002"


def test_a_refused_agreement_leaves_no_gap(editor: Client):
    oslo = factories.partner().id
    editor.refused("/agreements/new", **_values(oslo, "") | {"title_en": ""})
    editor.fill("/agreements/new", **_values(oslo, "First"))

    assert db.session.query(Agreement.reference).scalar() == "2026-MOU-001"


def test_saves_at_the_same_moment_get_different_numbers_without_a_gap(app: Flask):
    partner_id = factories.partner().id
    kind = factories.shipped_type().id
    db.session.commit()
    threads, each = 4, 5
    start = Barrier(threads, timeout=30)

    def file_some(thread: int) -> None:
        start.wait()
        with app.app_context():
            for number in range(each):
                values = {
                    "title_en": f"Agreement {thread}.{number}",
                    "type_id": kind,
                    "partner_ids": [partner_id],
                }
                actions.create_agreement(values, DAY)
                db.session.commit()

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(file_some, range(threads)))

    references = {reference for (reference,) in db.session.query(Agreement.reference)}
    assert references == {f"2026-MOU-{n:03}" for n in range(1, threads * each + 1)}


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("{year}-MOU-{number:03}", None),
        ("MED/{number}", None),
        ("{year}-MOU", "number"),
        ("{number}-{number:03}", "number"),
        ("{yaer}-{number}", "mark"),
        ("{number} }", "mark"),
        ("x" * 40 + "{number}", "length"),
    ],
)
def test_a_pattern_counts_once_and_knows_its_marks(pattern: str, problem: str | None):
    assert ReferencePattern(pattern).problem() == problem


@given(st.integers(1900, 2200), st.integers(1, 99_999), st.integers(1, 99_999))
def test_different_numbers_make_different_references(year: int, one: int, other: int):
    pattern = ReferencePattern("{year}-MOU-{number:03}")

    same = pattern.reference(year, one) == pattern.reference(year, other)

    assert same == (one == other)
