"""The days of an agreement of which there may be none, as exports say them: each tells a day that
nobody knows from one that never comes."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, String, case, cast

from crm.agreements.outcomes import comes_up
from crm.models import Agreement, Standing
from crm.models.life import DECIDED_ANYWAY
from crm.web.columns import Column
from crm.web.filters import NONE


def _end() -> ColumnElement[Any]:
    return case(
        (Agreement.is_endless, Standing.OPEN_ENDED.value),
        else_=cast(Agreement.ends_on, String),
    )


def _due() -> ColumnElement[Any]:
    due = cast(Agreement.decide_by, String)
    waits = Agreement.stage.not_in(DECIDED_ANYWAY)
    return case((waits & (Agreement.decide_by.is_not(None) | comes_up()), due), else_=NONE)


ends_on = Column(
    _l("Ends on"),
    lambda _: _end(),
    is_date=True,
    blank=_l("unknown"),
    words=lambda _: {Standing.OPEN_ENDED.value: _l("open-ended")},
)
closed_on = Column(_l("Closed on"), lambda _: Agreement.closed_on, is_date=True)
decide_by = Column(
    _l("Decide by"),
    lambda _: _due(),
    is_date=True,
    blank=_l("unknown"),
    words=lambda _: {NONE: ""},
)
