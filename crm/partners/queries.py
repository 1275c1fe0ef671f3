"""Every SELECT about partners."""

import json
from collections.abc import Iterable, Sequence
from functools import cache

from sqlalchemy import BindParameter, ColumnElement, ScalarSelect, bindparam, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from crm.database import AnyRow, AnySelect
from crm.errors import Values
from crm.expressions import json_list
from crm.extensions import db, fetch
from crm.frozen import Frozen
from crm.models import LikelyPair, PairKind, Partner, Party, Position, User
from crm.models.finding import found
from crm.models.identifiers import MAIL_PROVIDERS, domain_of, domains_above

IDENTIFIERS = ("ror", "credit_code", "isni")


@cache
def rows() -> AnySelect:
    """What the list of partners shows."""
    owner = select(User.name).where(User.id == Partner.owner_id).scalar_subquery()
    return select(
        Partner.id,
        Partner.name_en,
        Partner.name_zh,
        Partner.short_name,
        Partner.category,
        Partner.country,
        Partner.city,
        Partner.status,
        Partner.version,
        owner.label("owner"),
    )


def search(typed: str) -> ColumnElement[bool] | None:
    return found(Partner, typed)


def get(partner_id: int) -> Partner | None:
    """The partner with its parent and its owner."""
    loads = (joinedload(Partner.parent), joinedload(Partner.owner))
    return db.session.get(Partner, partner_id, options=loads)


class Kin(Frozen):
    """A partner beside or below another one; `agreements` is to how many it is party."""

    id: int
    name_en: str | None
    name_zh: str | None
    parent_id: int
    agreements: int


def shown(partner_id: int, language: str = "en") -> tuple[AnyRow, list[Kin]] | None:
    """What a partner's page says about the partner itself, and at most a hundred of those beside
    and below it: those that belong to what it belongs to, and those that belong to it, by their
    names, as who reads that language sees them."""
    for row in fetch(_shown(language), partner=partner_id):
        return row, [Kin(**one) for one in json.loads(row.kin)]
    return None


@cache
def _shown(language: str) -> AnySelect:
    parent = aliased(Partner)
    statement = select(
        Partner.id,
        Partner.name_en,
        Partner.name_zh,
        Partner.short_name,
        Partner.category,
        Partner.country,
        Partner.city,
        Partner.website,
        Partner.aliases,
        Partner.tags,
        Partner.ror,
        Partner.credit_code,
        Partner.isni,
        Partner.status,
        Partner.notes,
        Partner.is_public,
        Partner.parent_id,
        parent.name_en.label("parent_en"),
        parent.name_zh.label("parent_zh"),
        User.name.label("owner"),
        _likely_duplicates().label("likely_duplicates"),
        _kin(language).label("kin"),
    )
    statement = statement.outerjoin(parent, parent.id == Partner.parent_id)
    statement = statement.outerjoin(User, User.id == Partner.owner_id)
    return statement.where(Partner.id == bindparam("partner"))


def _likely_duplicates() -> ScalarSelect[int]:
    """How many partners that are there yet were found likely to be the same as this one."""
    asked: BindParameter[int] = bindparam("partner")
    other = aliased(Partner)
    is_of_it = or_(LikelyPair.first_id == asked, LikelyPair.second_id == asked)
    is_other = other.id == LikelyPair.first_id + LikelyPair.second_id - asked
    counted = select(func.count()).select_from(LikelyPair).join(other, is_other)
    return counted.where(LikelyPair.record_type == PairKind.PARTNER, is_of_it).scalar_subquery()


def _kin(language: str) -> ColumnElement[str]:
    asked: BindParameter[int] = bindparam("partner")
    above = select(Partner.parent_id).where(Partner.id == asked).scalar_subquery()
    parties = select(func.count()).where(Party.partner_id == Partner.id).correlate(Partner)
    near = select(
        Partner.id,
        Partner.name_en,
        Partner.name_zh,
        Partner.parent_id,
        parties.scalar_subquery().label("agreements"),
    )
    near = near.where(or_(Partner.parent_id == asked, Partner.parent_id == above))
    near = near.where(Partner.id != asked)
    name = Partner.name_sort_zh if language == "zh" else Partner.name_sort
    return json_list(near.order_by(name, Partner.id).limit(100).subquery())


def picks(typed: str, limit: int = 8) -> Sequence[AnyRow]:
    """The partners that are called so, for the picker: short and exact names first."""
    clause = found(Partner, typed)
    if clause is None:
        return []
    wanted = typed.replace("\0", "").strip().lower()  # PostgreSQL takes no NUL
    exact = func.lower(func.coalesce(Partner.short_name, "")) == wanted
    statement = select(
        Partner.id, Partner.name_en, Partner.name_zh, Partner.short_name, Partner.country
    )
    order = (exact.desc(), func.length(Partner.name_sort), Partner.name_sort, Partner.id)
    return db.session.execute(statement.where(clause).order_by(*order).limit(limit)).all()


def named(numbers: list[int]) -> Sequence[AnyRow]:
    """The names of those partners."""
    statement = select(
        Partner.id, Partner.name_en, Partner.name_zh, Partner.short_name, Partner.country
    )
    return db.session.execute(statement.where(Partner.id.in_(numbers)).order_by(Partner.id)).all()


def at_address(address: str, but: int = 0) -> Sequence[AnyRow]:
    """The partners whose website lies at the domain of that website or e-mail address, or at one
    that it lies in; the closest first."""
    domain = domain_of(address)
    if domain is None or domain in MAIL_PROVIDERS:
        return []
    found = select(
        Partner.id, Partner.name_en, Partner.name_zh, Partner.short_name, Partner.country
    ).where(Partner.website_domain.in_(domains_above(domain)), Partner.id != but)
    order = (func.length(Partner.website_domain).desc(), Partner.name_sort, Partner.id)
    return db.session.execute(found.order_by(*order).limit(4)).all()


def holders(partner: Partner) -> Sequence[AnyRow]:
    """Other partners that bear one of its identifiers."""
    numbers = {name: getattr(partner, name) for name in IDENTIFIERS if getattr(partner, name)}
    if not numbers:
        return []
    bears = or_(*(getattr(Partner, name) == number for name, number in numbers.items()))
    columns = [getattr(Partner, name) for name in IDENTIFIERS]
    found = select(Partner.id, Partner.name_en, Partner.name_zh, *columns)
    found = found.where(bears, Partner.id != (partner.id or 0))
    return db.session.execute(found.order_by(Partner.id)).all()


def first_taken(rows: Sequence[Values]) -> str | None:
    """What a partner is called that bears an identifier of one of those rows already."""
    borne = {name: {row[name] for row in rows if row.get(name)} for name in IDENTIFIERS}
    bears = [getattr(Partner, name).in_(numbers) for name, numbers in borne.items() if numbers]
    if not bears:
        return None
    called = select(func.coalesce(Partner.name_en, Partner.name_zh)).where(or_(*bears))
    return db.session.scalar(called.order_by(Partner.id).limit(1))


def to_change(numbers: Iterable[int]) -> dict[int, Partner]:
    """Those partners by number."""
    asked = db.session.scalars(select(Partner).where(Partner.id.in_(list(numbers))))
    return {partner.id: partner for partner in asked}


def called_or_numbered(
    sort_keys: Sequence[str],
    names_zh: Sequence[str],
    numbers: Sequence[int],
    identifiers: Sequence[str] = (),
) -> Sequence[AnyRow]:
    """All that is kept of the partners of those names, of those numbers, and of those that bear
    one of the identifiers, by number."""
    statement = select(*Partner.__table__.columns)
    bears = [getattr(Partner, name).in_(identifiers) for name in IDENTIFIERS if identifiers]
    wanted = or_(
        Partner.name_sort.in_(sort_keys),
        Partner.name_zh.in_(names_zh),
        Partner.id.in_(numbers),
        *bears,
    )
    return fetch(statement.where(wanted).order_by(Partner.id))


def other_names() -> Sequence[AnyRow]:
    """Number, short name and other names of each partner that has some."""
    has_some = or_(Partner.short_name.is_not(None), Partner.aliases.is_not(None))
    statement = select(Partner.id, Partner.short_name, Partner.aliases).where(has_some)
    return fetch(statement.order_by(Partner.id))


def usage(partner_id: int) -> tuple[int, int, int]:
    """How many agreements, positions and partners below hang on this one."""
    counted = (
        select(func.count()).where(Party.partner_id == partner_id).scalar_subquery(),
        select(func.count()).where(Position.partner_id == partner_id).scalar_subquery(),
        select(func.count())
        .select_from(Partner)
        .where(Partner.parent_id == partner_id)
        .scalar_subquery(),
    )
    agreements, positions, below = db.session.execute(select(*counted)).one()
    return agreements, positions, below


def is_below(partner_id: int, other_id: int) -> bool:
    """Whether the other one is this partner or stands somewhere below it."""
    tree = select(Partner.id).where(Partner.id == partner_id).cte("tree", recursive=True)
    tree = tree.union(select(Partner.id).join(tree, Partner.parent_id == tree.c.id))
    return db.session.scalar(select(tree.c.id).where(tree.c.id == other_id)) is not None
