"""The partner's side on the page of an agreement: its links, and what waits for a decision."""

from collections.abc import Sequence
from datetime import datetime

from crm.counterparts import queries
from crm.counterparts.signing import address_of
from crm.frozen import Frozen
from crm.models import Agreement, CounterpartLink, Suggestion


class Given(Frozen):
    """A link that was given out, with its address while it works."""

    link: CounterpartLink
    is_party: bool
    """Without that it does not work, however long it is valid."""
    address: str | None


class Section(Frozen):
    """What `templates/counterparts/section.html` shows."""

    given: Sequence[Given]

    @property
    def pending(self) -> list[Suggestion]:
        """What has to be decided, the oldest first."""
        waiting = [s for given in self.given for s in given.link.suggestions]
        return sorted(waiting, key=lambda suggestion: suggestion.id)


def of_agreement(agreement: Agreement, moment: datetime) -> Section:
    """The side of the partners of that agreement, which has its parties."""
    parties = {party.partner_id for party in agreement.parties}
    links = queries.of_agreement(agreement.id)
    return Section([_given(link, moment, link.partner_id in parties) for link in links])


def _given(link: CounterpartLink, moment: datetime, is_party: bool) -> Given:
    works = is_party and link.is_open(moment)
    return Given(link, is_party, address_of(link) if works else None)
