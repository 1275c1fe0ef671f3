"""What is missing: partners without what every partner should have, agreements without what
every agreement that was signed should have."""

from collections.abc import Mapping

from flask_babel import gettext as _

from crm.agreements.lists import GAPS as AGREEMENT_GAPS
from crm.models import Partner, PartnerStatus
from crm.partners.lists import GAPS as PARTNER_GAPS
from crm.partners.outcomes import QUIET_AFTER
from crm.reports import queries
from crm.reports.tables import Args, Figure, Line, Table
from crm.web.filters import NONE
from crm.web.locale import Reader


def partners(reader: Reader, *, in_short: bool = False) -> Table:
    """Of the active ones and, unless in short, of all."""
    active = queries.gaps_of_partners(reader.day, Partner.status == PartnerStatus.ACTIVE)
    every = {} if in_short else queries.gaps_of_partners(reader.day, queries.EVERY)
    labels = {**PARTNER_GAPS, "country": _("Country or region unknown")}
    lists: Mapping[str, Args] = {
        **{gap: {"gap": gap} for gap in PARTNER_GAPS},
        "country": {"country": NONE},
    }
    return Table(
        name="partners",
        title=_("Partners"),
        head=_("What is missing"),
        columns=[_("Active partners"), *([] if in_short else [_("All partners")])],
        lines=[
            Line(
                str(labels[gap]),
                [
                    Figure(number, "partners", {**lists[gap], "status": "active"}),
                    *([] if in_short else [Figure(every[gap], "partners", lists[gap])]),
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
                day=(reader.day - QUIET_AFTER).isoformat(),
            )
        ],
        drawn=(0,) if in_short else (1, 0),
    )


def agreements(reader: Reader, *, in_short: bool = False) -> Table:
    """Of those in force and, unless in short, of all that were signed."""
    running = queries.gaps_of_agreements(reader.day)
    signed = {} if in_short else queries.gaps_of_agreements(None)
    return Table(
        name="agreements",
        title=_("Agreements"),
        head=_("What is missing"),
        columns=[_("Agreements in force"), *([] if in_short else [_("All that were signed")])],
        lines=[
            Line(
                str(AGREEMENT_GAPS[gap]),
                [
                    Figure(number, "agreements", {"gap": gap, "status": "running"}),
                    *([] if in_short else [Figure(signed[gap], "agreements", {"gap": gap})]),
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
        drawn=(0,) if in_short else (1, 0),
    )
