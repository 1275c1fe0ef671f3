"""What is missing: partners without what every partner should have, agreements without what
every agreement that was signed should have."""

from collections.abc import Mapping

from flask_babel import gettext as _

from crm.agreements.lists import GAPS as AGREEMENT_GAPS
from crm.models import Partner, PartnerStatus
from crm.models.days import said_day
from crm.partners.lists import GAPS as PARTNER_GAPS
from crm.partners.outcomes import QUIET_AFTER
from crm.reports import queries
from crm.reports.tables import Args, Figure, Line, Table
from crm.web.filters import NONE
from crm.web.locale import Reader

ACTIVE = Partner.status == PartnerStatus.ACTIVE

Gaps = Mapping[str, int]
"""How many lack each thing, by the name of the gap."""


def whole(reader: Reader) -> list[Table]:
    """Of the active partners and of all, of the agreements in force and of all that were signed."""
    day = reader.day
    active, every, running, signed = queries.gaps(
        queries.lacking_partners(day, ACTIVE),
        queries.lacking_partners(day, queries.EVERY),
        queries.lacking_agreements(day),
        queries.lacking_agreements(None),
    )
    return [_partners(reader, active, every), _agreements(running, signed)]


def in_short(reader: Reader) -> list[Table]:
    """Of the active partners and of the agreements in force."""
    active, running = queries.gaps(
        queries.lacking_partners(reader.day, ACTIVE), queries.lacking_agreements(reader.day)
    )
    return [_partners(reader, active), _agreements(running)]


def _partners(reader: Reader, active: Gaps, every: Gaps | None = None) -> Table:
    """Of the active ones and, when they are given, of all."""
    labels = {**PARTNER_GAPS, "country": _("Country or region unknown")}
    lists: Mapping[str, Args] = {
        **{gap: {"gap": gap} for gap in PARTNER_GAPS},
        "country": {"country": NONE},
    }
    return Table(
        name="partners",
        title=_("Partners"),
        head=_("What is missing"),
        columns=[_("Active partners"), *([] if every is None else [_("All partners")])],
        lines=[
            Line(
                str(labels[gap]),
                [
                    Figure(number, "partners", {**lists[gap], "status": "active"}),
                    *([] if every is None else [Figure(every[gap], "partners", lists[gap])]),
                ],
                code=gap,
            )
            for gap, number in active.items()
        ],
        notes=[
            _(
                "An agreement is in force with those who have signed it. Nothing has happened when "
                "the timeline has no entry since %(day)s, neither of the partner nor of an "
                "agreement with it.",
                day=said_day(reader.day - QUIET_AFTER),
            )
        ],
        drawn=(0,) if every is None else (1, 0),
    )


def _agreements(running: Gaps, signed: Gaps | None = None) -> Table:
    """Of those in force and, when they are given, of all that were signed."""
    return Table(
        name="agreements",
        title=_("Agreements"),
        head=_("What is missing"),
        columns=[
            _("Agreements in force"),
            *([] if signed is None else [_("All that were signed")]),
        ],
        lines=[
            Line(
                str(AGREEMENT_GAPS[gap]),
                [
                    Figure(number, "agreements", {"gap": gap, "status": "running"}),
                    *([] if signed is None else [Figure(signed[gap], "agreements", {"gap": gap})]),
                ],
                code=gap,
            )
            for gap, number in running.items()
        ],
        notes=[
            _(
                "Those that were signed include those that are over. A signed copy is a document "
                "of that kind; where the original lies, the room, the cabinet or the "
                "folder says. An agreement whose end is unknown is not known to be in force."
            )
        ],
        drawn=(0,) if signed is None else (1, 0),
    )
