"""The list of reviews: its page and its exports read this."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func, select

from crm.accounts.people import person_filter
from crm.agreements.day_columns import decide_by, ends_on
from crm.agreements.lists import type_filter
from crm.database import Word
from crm.models import Agreement, AgreementType, Review, User
from crm.reviews import queries
from crm.search.near import corrected
from crm.web.agreement_words import DECISIONS, RECOMMENDATIONS, REVIEW_STAGES
from crm.web.columns import Column, Sort, own_first
from crm.web.filters import NONE, Case, Day, Related
from crm.web.listing import Listing
from crm.web.locale import Reader


def _is(column: Any, value: Word | None) -> Callable[[Reader], ColumnElement[bool]]:
    return lambda _reader: column == value


def _or_none(
    name: str, label: LazyString, column: Any, labels: Mapping[Word, LazyString], none: LazyString
) -> Case:
    """One of a table of words, or none of them yet."""
    cases = {word.value: (text, _is(column, word)) for word, text in labels.items()}
    return Case(name, label, cases | {NONE: (none, _is(column, None))})


def _open_first(_reader: Reader) -> tuple[ColumnElement[bool], ...]:
    return Review.closed_on.is_(None), Review.closed_on.is_not(None)


def _of_agreement(column: Any) -> Any:
    return select(column).where(Agreement.id == Review.agreement_id).scalar_subquery()


def _said_of_agreement(column: Column) -> Column:
    return replace(column, value=lambda reader: _of_agreement(column.value(reader)))


def _person(user_id: Any) -> Any:
    return select(User.name).where(User.id == user_id).scalar_subquery()


def _owner(_reader: Reader) -> Any:
    owner = select(User.name).join(Agreement, Agreement.owner_id == User.id)
    return owner.where(Agreement.id == Review.agreement_id).scalar_subquery()


def _type(reader: Reader) -> Any:
    names = own_first(reader, AgreementType.name_en, AgreementType.name_zh)
    kind = select(func.coalesce(*names)).join(Agreement, Agreement.type_id == AgreementType.id)
    return kind.where(Agreement.id == Review.agreement_id).scalar_subquery()


def _successor(reader: Reader) -> Any:
    return (
        select(func.coalesce(*own_first(reader, Agreement.title_en, Agreement.title_zh)))
        .where(Agreement.id == Review.successor_id)
        .scalar_subquery()
    )


review_list = Listing(
    room="reviews",
    title=_l("Reviews"),
    model=Review,
    in_bulk=True,
    rows=lambda _reader: queries.rows(),
    search=lambda typed, _reader: queries.search(typed),
    near=corrected,
    filters=(
        Case(
            "stage",
            _l("Stage"),
            {
                "open": (_l("Open"), lambda _: Review.closed_on.is_(None)),
                **{
                    stage.value: (label, _is(Review.stage, stage))
                    for stage, label in REVIEW_STAGES.items()
                },
                "by_itself": (
                    _l("Renewed by itself"),
                    lambda _: Review.renewed_to.is_not(None) & Review.decision.is_(None),
                ),
            },
            as_links=True,
        ),
        _or_none(
            "recommendation",
            _l("Recommendation"),
            Review.recommendation,
            RECOMMENDATIONS,
            _l("None yet"),
        ),
        _or_none("decision", _l("Decision"), Review.decision, DECISIONS, _l("None yet")),
        replace(
            person_filter("owner", _l("Responsible"), Agreement.owner_id), within=queries.about
        ),
        replace(type_filter, within=queries.about),
        Related(
            "agreement", _l("Agreement"), lambda number: Review.agreement_id == number, Agreement
        ),
        Day("started_from", _l("Started from"), lambda day: Review.started_on >= day),
        Day("started_to", _l("Started until"), lambda day: Review.started_on <= day),
    ),
    sorts={
        "started": Sort(Review.started_on),
        "decided": Sort(Review.decided_on, nullable=True),
    },
    default_sort="-started",
    opening=_open_first,
    columns=(
        Column(_l("Number"), lambda _: Review.id, width=8),
        Column(_l("Title in English"), lambda _: _of_agreement(Agreement.title_en), width=44),
        Column(_l("Title in Chinese"), lambda _: _of_agreement(Agreement.title_zh), width=32),
        Column(_l("Type"), _type, width=28),
        Column(_l("Stage"), lambda _: Review.stage, words=lambda _: REVIEW_STAGES),
        Column(_l("Started on"), lambda _: Review.started_on, is_date=True),
        *(_said_of_agreement(day) for day in (ends_on, decide_by)),
        Column(_l("Responsible"), _owner),
        Column(_l("What came of it"), lambda _: Review.outcomes, width=40),
        Column(_l("Activity since signing"), lambda _: Review.activity, width=40),
        Column(_l("What it is worth to us"), lambda _: Review.worth, width=40),
        Column(_l("Problems"), lambda _: Review.problems, width=40),
        Column(
            _l("Recommendation"), lambda _: Review.recommendation, words=lambda _: RECOMMENDATIONS
        ),
        Column(_l("What the lead says"), lambda _: Review.recommendation_text, width=40),
        Column(_l("Recommended by"), lambda _: Review.recommended_by),
        Column(_l("Recommended on"), lambda _: Review.recommended_on, is_date=True),
        Column(_l("Decision"), lambda _: Review.decision, words=lambda _: DECISIONS),
        Column(_l("Reason"), lambda _: Review.decision_reason, width=40),
        Column(_l("Decided on"), lambda _: Review.decided_on, is_date=True),
        Column(_l("Decided by"), lambda _: _person(Review.decided_by_id)),
        Column(_l("Successor"), _successor, width=40),
        Column(_l("Renewed to"), lambda _: Review.renewed_to, is_date=True),
        Column(_l("Closed on"), lambda _: Review.closed_on, is_date=True),
    ),
)
