"""Which records are merged, and whose values stay."""

from collections.abc import Sequence
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l

from crm.contacts.picker import find_contacts, load_contacts
from crm.merges.actions import Order
from crm.merges.fields import ALL, NOTES, Mergeable, fields_of, first_choice
from crm.models import PairKind
from crm.partners.picker import find_partners, load_partners
from crm.web.filters import is_number
from crm.web.forms import Form
from crm.web.picks import PickField

KEEP = "keep"
TAKE, VERSION = "take.", "version."
"""Before the name of a field, and before the number of a record."""


class PartnersForm(Form):
    numbers = PickField(
        _l("What is the same"),
        find=find_partners,
        load=load_partners,
        lookup="partners.lookup",
        several=True,
        required=True,
    )


class ContactsForm(Form):
    numbers = PickField(
        _l("What is the same"),
        find=find_contacts,
        load=load_contacts,
        lookup="contacts.lookup",
        several=True,
        required=True,
    )


CHOOSERS: dict[PairKind, type[PartnersForm] | type[ContactsForm]] = {
    PairKind.PARTNER: PartnersForm,
    PairKind.CONTACT: ContactsForm,
}


class MergeForm(Form):
    """What was chosen, or what is offered: the record on which most hangs stays, and what it does
    not say is taken from the others."""

    def __init__(
        self, kind: PairKind, records: Sequence[Mergeable], weights: Sequence[int], **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.kind = kind
        heaviest = max(zip(weights, (-record.id for record in records), strict=True))
        self.keep = self._number(KEEP, {record.id for record in records}, -heaviest[1])
        self.records = sorted(records, key=lambda record: record.id != self.keep)
        self.taken = {field: self._taken(field) for field in fields_of(kind)}

    @property
    def order(self) -> Order:
        seen = {record.id: request.form.get(f"{VERSION}{record.id}", "") for record in self.records}
        versions = {n: int(v) for n, v in seen.items() if is_number(v)}
        numbers = [record.id for record in self.records]
        return Order(self.kind, numbers, versions, self.taken)

    def _taken(self, field: str) -> int:
        allowed = {record.id for record in self.records} | ({ALL} if field == NOTES else set())
        return self._number(TAKE + field, allowed, first_choice(field, self.records))

    def _number(self, name: str, allowed: set[int], otherwise: int) -> int:
        typed = request.form.get(name, "")
        return next((number for number in allowed if str(number) == typed), otherwise)
