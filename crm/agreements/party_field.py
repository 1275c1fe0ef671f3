"""The partners of an agreement, each with its role and whether it has signed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import request
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from crm.frozen import Frozen
from crm.models import Party, PartyRole
from crm.partners.picker import find_partners, load_partners, partner_pick
from crm.web.agreement_words import PARTY_ROLES
from crm.web.fields import EARLIEST, LATEST
from crm.web.picks import PickField, Together


class Part(Frozen):
    """What one partner is to the agreement. Signed on None is the agreement's own day."""

    role: PartyRole = PartyRole.COUNTERPART
    has_signed: bool = True
    signed_on: date | None = None


class PartiesField(PickField):
    """A picker of several partners that asks for the part of each. `parts` has them by number."""

    row = "agreements/part.html"
    roles = tuple((role.value, label) for role, label in PARTY_ROLES.items())

    def __init__(self, label: LazyString, **kw: Any) -> None:
        super().__init__(
            label,
            find=find_partners,
            load=load_partners,
            lookup="partners.lookup",
            several=True,
            **kw,
        )
        self.parts: dict[int, Part] = {}
        self.kept: dict[int, Part] = {}
        self.wrong_days: dict[int, str] = {}

    def show(self, parties: Sequence[Party]) -> None:
        """Fill in the parts of an agreement that is there, unless others were typed."""
        self.kept = {p.partner_id: Part(p.role, p.has_signed, p.signed_on) for p in parties}
        self.parts = self.kept | self.parts
        Together(load_partners, [partner_pick(party.partner) for party in parties]).join(self)

    @property
    def typed_version(self) -> Any:
        return [(number, self.part_of(number)) for number in self.numbers]

    @property
    def saved_version(self) -> Any:
        return [(number, self.kept.get(number, Part())) for number in super().saved_version]

    def take_saved(self) -> None:
        super().take_saved()
        self.parts = dict(self.kept)

    def said(self, numbers: list[int], *, is_typed: bool) -> list[str]:
        parts = self.parts if is_typed else self.kept
        named = {pick.id: pick.name for pick in self.load(numbers)}
        return [
            f"{named.get(number, number)} ({PARTY_ROLES[parts.get(number, Part()).role]})"
            for number in numbers
        ]

    def part_of(self, number: int) -> Part:
        return self.parts.get(number, Part())

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        for number in self.numbers:
            if f"{self.name}-{number}-role" in request.form:
                self.parts[number] = self._typed_part(number, request.form)

    def _typed_part(self, number: int, typed: Mapping[str, str]) -> Part:
        role = typed.get(f"{self.name}-{number}-role", "")
        has_signed = typed.get(f"{self.name}-{number}-signed") != "no"
        day = typed.get(f"{self.name}-{number}-signed_on", "").strip()
        signed_on = None
        if day:
            try:
                signed_on = date.fromisoformat(day)
            except ValueError:
                self.wrong_days[number] = day
        if signed_on is not None and not EARLIEST <= signed_on <= LATEST:
            self.wrong_days[number], signed_on = day, None
        known = {r.value for r in PartyRole}
        kept = PartyRole(role) if role in known else PartyRole.COUNTERPART
        return Part(kept, has_signed, signed_on if has_signed else None)

    def pre_validate(self, form: BaseForm) -> None:
        super().pre_validate(form)
        if self.wrong_days:
            typed = next(iter(self.wrong_days.values()))[:20]
            message = _("“%(typed)s” is no day. Write it as 2026-11-24.", typed=typed)
            raise StopValidation(message)


def parties_field() -> PartiesField:
    return PartiesField(_l("Partners"))
