"""The partner's side on the page of an agreement: its links, and what waits for a decision."""

from collections.abc import Sequence
from datetime import datetime

from crm.counterparts import queries
from crm.counterparts.signing import address_of
from crm.frozen import Frozen
from crm.models import CounterpartLink, Suggestion


class Given(Frozen):
    """A link that was given out, with its address while it works."""

    link: CounterpartLink
    address: str | None


class Section(Frozen):
    """What `templates/counterparts/section.html` shows."""

    given: Sequence[Given]

    @property
    def pending(self) -> list[Suggestion]:
        """What has to be decided, the oldest first."""
        waiting = [s for given in self.given for s in given.link.suggestions]
        return sorted(waiting, key=lambda suggestion: suggestion.id)


def of_agreement(agreement_id: int, moment: datetime) -> Section:
    links = queries.of_agreement(agreement_id)
    return Section([Given(x, address_of(x) if x.is_open(moment) else None) for x in links])
