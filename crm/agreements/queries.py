"""Every SELECT about agreements, but for the page of one (`whole.py`) and for those that hang
together (`families.py`)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from sqlalchemy import ColumnElement, Select, bindparam, case, func, literal, or_, select
from sqlalchemy.orm import joinedload, selectinload, undefer
from sqlalchemy.orm.interfaces import ORMOption

from crm.agreements.columns import first_partner, owner_name, type_name
from crm.agreements.outcomes import comes_up
from crm.agreements.standings import standing_on
from crm.database import AnyRow, AnySelect
from crm.documents import queries as document_queries
from crm.errors import Values
from crm.expressions import one_of
from crm.extensions import db, fetch
from crm.frozen import Frozen
from crm.models import (
    Agreement,
    AgreementType,
    Confidential,
    Contact,
    FieldValue,
    Partner,
    Party,
    Stage,
    Standing,
    User,
)
from crm.models.finding import found, matching_numbers
from crm.models.life import BEING_MADE, CLOSED_EARLY, OVER, RUNNING
from crm.models.names import sort_key
from crm.models.prepared import asked_words


@cache
def rows() -> AnySelect:
    """What lists of agreements show: the first partner's names and how many partners there are."""
    parties = select(func.count()).where(Party.agreement_id == Agreement.id).correlate(Agreement)
    return select(
        Agreement.id,
        Agreement.version,
        Agreement.title_en.label("name_en"),
        Agreement.title_zh.label("name_zh"),
        Agreement.reference,
        Agreement.type_id,
        Agreement.signed_on,
        Agreement.effective_on,
        Agreement.stage,
        Agreement.ends_on,
        Agreement.is_endless,
        Agreement.closed_on,
        Agreement.decide_by,
        comes_up().label("comes_up"),
        Agreement.decision,
        Agreement.renewal,
        Agreement.is_confidential.label("is_confidential"),
        type_name(AgreementType.name_en).label("type_en"),
        type_name(AgreementType.name_zh).label("type_zh"),
        owner_name().label("owner"),
        first_partner(Partner.id).label("partner_id"),
        first_partner(Partner.name_en).label("partner_en"),
        first_partner(Partner.name_zh).label("partner_zh"),
        parties.scalar_subquery().label("parties"),
    )


def search(typed: str) -> ColumnElement[bool] | None:
    """By the agreement's own words, or by the name of a partner or of a person in its fields."""
    own = found(Agreement, typed)
    if own is None:
        return None
    words = asked_words(typed)
    partners = select(Party.agreement_id).where(
        Party.partner_id.in_(matching_numbers(Partner, words))
    )
    people = select(FieldValue.agreement_id).where(
        FieldValue.contact_id.in_(matching_numbers(Contact, words))
    )
    return or_(own, Agreement.id.in_(partners), Agreement.id.in_(people))


def search_papers(typed: str, *, sees_all: bool) -> ColumnElement[bool] | None:
    """Like `search`, and by what the agreement's documents say to a reader who may read them."""
    by_name = search(typed)
    if by_name is None:
        return None
    return or_(
        by_name, Agreement.id.in_(document_queries.agreements_with(typed, sees_all=sees_all))
    )


def with_partner(partner_id: int) -> ColumnElement[bool]:
    return Agreement.id.in_(select(Party.agreement_id).where(Party.partner_id == partner_id))


def get(agreement_id: int) -> Agreement | None:
    """The agreement with its type, parties, signatories, units, owner and those it refers to."""
    return db.session.get(Agreement, agreement_id, options=loads())


@cache
def loads() -> tuple[ORMOption, ...]:
    return (
        joinedload(Agreement.type),
        joinedload(Agreement.owner),
        joinedload(Agreement.parent),
        joinedload(Agreement.predecessor),
        joinedload(Agreement.end_from),
        joinedload(Agreement.parties).joinedload(Party.partner),
        joinedload(Agreement.signatories),
        joinedload(Agreement.units),
        undefer(Agreement.reader_names),
    )


def of_partner(partner_id: int, day: date) -> Sequence[AnyRow]:
    """At most fifty of a partner's agreements as they stand for it: those that are over last,
    latest end first. Each row says of all of them how many there are and are in force, which
    signing was the first, of how many no signing or start is known, and which end comes next."""
    return fetch(_of_partner(day), partner=partner_id)


@lru_cache(maxsize=2)
def _of_partner(day: date) -> AnySelect:
    unsigned = (Agreement.stage == Stage.SIGNED) & Party.has_signed.is_(False)
    standing = case((unsigned, Standing.AWAITING_SIGNATURE.value), else_=standing_on(day))
    closed = case((one_of(Agreement.stage, CLOSED_EARLY), Agreement.closed_on))
    own = select(
        Agreement.id,
        Agreement.title_en.label("name_en"),
        Agreement.title_zh.label("name_zh"),
        Agreement.stage,
        Agreement.signed_on,
        Agreement.effective_on,
        Agreement.ends_on,
        Agreement.is_endless,
        Agreement.closed_on,
        Agreement.decide_by,
        Agreement.decision,
        func.coalesce(closed, Agreement.ends_on).label("last_on"),
        AgreementType.key.label("type_key"),
        AgreementType.name_en.label("type_en"),
        AgreementType.name_zh.label("type_zh"),
        standing.label("standing"),
        Party.has_signed,
        Party.signed_on.label("party_signed_on"),
    ).join(AgreementType, AgreementType.id == Agreement.type_id)
    own = own.join(Party, Party.agreement_id == Agreement.id)
    of_it = own.where(Party.partner_id == bindparam("partner")).subquery()
    runs = one_of(of_it.c.standing, [word.value for word in RUNNING])
    made = of_it.c.stage.not_in(
        [literal(s, of_it.c.stage.type) for s in (*BEING_MADE, Stage.ABANDONED)]
    )
    signed = made & of_it.c.has_signed
    begun = func.coalesce(of_it.c.party_signed_on, of_it.c.signed_on, of_it.c.effective_on)
    statement = select(
        of_it,
        func.count().over().label("number"),
        func.sum(case((runs, 1), else_=0)).over().label("in_force"),
        func.min(case((signed, begun))).over().label("first_on"),
        func.sum(case((signed & begun.is_(None), 1), else_=0)).over().label("undated"),
        func.min(case((runs, of_it.c.last_on))).over().label("next_end"),
    )
    is_over = one_of(of_it.c.standing, [over.value for over in OVER])
    order = (is_over, of_it.c.ends_on.desc().nulls_last(), of_it.c.id)
    return statement.order_by(*order).limit(50)


class Total(Frozen):
    """What agreements are worth together in one currency."""

    currency: str
    agreements: int
    amount: Decimal


def totals(chosen: Iterable[ColumnElement[bool]]) -> list[Total]:
    """The value of the chosen agreements, a currency each: different ones are never added up.

    Those whose value nobody has noted count in none.
    """
    statement = (
        select(Agreement.value_currency, func.count(), func.sum(Agreement.value_amount))
        .where(*chosen, Agreement.value_currency.is_not(None))
        .group_by(Agreement.value_currency)
        .order_by(func.count().desc(), Agreement.value_currency)
    )
    rows = db.session.execute(statement)
    return [
        Total(code, number, amount) for code, number, amount in rows if code and amount is not None
    ]


def called_or_numbered(
    titles: Iterable[str], references: Iterable[str], numbers: Iterable[int]
) -> Sequence[Agreement]:
    """The agreements of those titles in either language, references and numbers, with their
    parties and units; case and accents of a title do not count."""
    several = list(titles)
    wanted = or_(
        Agreement.title_sort.in_({sort_key(title) for title in several}),
        Agreement.title_zh.in_(several),
        Agreement.reference.in_(list(references)),
        Agreement.id.in_(list(numbers)),
    )
    loads = (selectinload(Agreement.parties), selectinload(Agreement.units))
    return db.session.scalars(
        select(Agreement).where(wanted).options(*loads).order_by(Agreement.id)
    ).all()


def to_change(numbers: Iterable[int]) -> dict[int, Agreement]:
    """Those agreements by number, with all that a change of them looks at."""
    asked = select(Agreement).where(Agreement.id.in_(list(numbers))).options(*loads())
    return {agreement.id: agreement for agreement in db.session.scalars(asked).unique()}


def with_reference(reference: str) -> Agreement | None:
    return db.session.scalar(select(Agreement).where(Agreement.reference == reference))


def is_reference_taken(reference: str) -> bool:
    taken = select(Agreement.id).where(Agreement.reference == reference)
    return db.session.scalar(taken) is not None


def confidential(agreement_id: int) -> Confidential | None:
    """Who may see it; None when it is not confidential."""
    asked = select(Confidential).where(Confidential.agreement_id == agreement_id)
    return db.session.scalars(asked.options(joinedload(Confidential.readers))).unique().first()


def confidence_of(agreement: Agreement) -> Values:
    """What its form says of who may see it."""
    held = confidential(agreement.id) if agreement.is_confidential else None
    return {
        "is_confidential": held is not None,
        "reader_ids": [reader.id for reader in held.readers] if held is not None else [],
    }


def like_the_one_before(number: int) -> Values:
    """What the form of a new one begins with that follows that agreement or stands under it: the
    same partners, and who may see it unless everybody may. Nothing when the reader may not see
    it."""
    before = db.session.get(Agreement, number, options=[joinedload(Agreement.parties)])
    if before is None:
        return {}
    confidence = confidence_of(before) if before.is_confidential else {}
    return {**confidence, "partner_ids": [party.partner_id for party in before.parties]}


def people(numbers: Iterable[int]) -> Sequence[User]:
    order = (User.name_sort, User.id)
    return db.session.scalars(select(User).where(User.id.in_([*numbers])).order_by(*order)).all()


def types() -> Sequence[AgreementType]:
    """All types in the office's order."""
    return db.session.scalars(_types()).all()


@cache
def _types() -> Select[AgreementType]:
    return select(AgreementType).order_by(AgreementType.place, AgreementType.id)


def get_type(type_id: int) -> AgreementType:
    """Raises NoResultFound: a form has checked that the type is there."""
    return db.session.get_one(AgreementType, type_id)


def type_keys() -> Mapping[str, int]:
    """The number of each shipped type by its key."""
    keyed = select(AgreementType.key, AgreementType.id).where(AgreementType.key.is_not(None))
    return {key: number for key, number in db.session.execute(keyed) if key}


def picks(typed: str, limit: int = 8) -> Sequence[AnyRow]:
    """The agreements that are called so, for the picker."""
    clause = search(typed)
    if clause is None:
        return []
    order = (func.length(Agreement.title_sort), Agreement.title_sort, Agreement.id)
    return db.session.execute(rows().where(clause).order_by(*order).limit(limit)).all()


def named(numbers: Iterable[int]) -> Sequence[AnyRow]:
    chosen = rows().where(Agreement.id.in_(list(numbers)))
    return db.session.execute(chosen.order_by(Agreement.id)).all()
