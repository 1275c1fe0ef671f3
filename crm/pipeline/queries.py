"""Every SELECT about the pipeline."""

from collections.abc import Mapping, Sequence
from functools import cache

from sqlalchemy import ColumnElement, func, select

from crm.database import AnySelect, Word
from crm.extensions import db
from crm.models import Partner, PartnerStatus, User


@cache
def rows() -> AnySelect:
    """What the board and the list show of each."""
    owner = select(User.name).where(User.id == Partner.owner_id).scalar_subquery()
    return select(
        Partner.id,
        Partner.name_en,
        Partner.name_zh,
        Partner.category,
        Partner.country,
        Partner.pipeline,
        Partner.pipeline_since,
        Partner.lost_reason,
        Partner.version,
        owner.label("owner"),
    )


def is_in_it() -> ColumnElement[bool]:
    """Whether the partner is or was a prospect."""
    return Partner.pipeline.is_not(None)


def is_under_way() -> ColumnElement[bool]:
    return Partner.status == PartnerStatus.PROSPECT


def counts(clauses: Sequence[ColumnElement[bool]]) -> Mapping[Word, int]:
    """How many of those partners are at each stage."""
    number = func.count().label("number")
    found = select(Partner.pipeline, number).where(*clauses).group_by(Partner.pipeline)
    return {row.pipeline: row.number for row in db.session.execute(found)}


def get(partner_id: int) -> Partner | None:
    """The partner, when it is or was a prospect."""
    partner = db.session.get(Partner, partner_id)
    return partner if partner is not None and partner.pipeline is not None else None


def prospects(numbers: Sequence[int]) -> Sequence[Partner]:
    """Those of the partners that are prospects."""
    are = (Partner.id.in_(numbers), Partner.status == PartnerStatus.PROSPECT)
    return db.session.scalars(select(Partner).where(*are)).all()
