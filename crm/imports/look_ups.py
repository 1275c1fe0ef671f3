"""Looks up what the cells of many rows name: partners, people, types, units, agreements."""

from collections.abc import Collection, Iterable, Mapping

from flask_babel import gettext as _

from crm.accounts import queries as account_queries
from crm.agreements import queries as agreement_queries
from crm.contacts import queries as contact_queries
from crm.imports.references import LookUp, Numbers, Reference
from crm.imports.values import plain_key
from crm.models.names import TwoNames, name_key, sort_key
from crm.partners import queries as partner_queries
from crm.units import queries as unit_queries
from crm.web.locale import name_of


class _Partners:
    """Partners by their names in either language, short names, other names and numbers."""

    def __init__(self) -> None:
        self.others: dict[str, list[int]] | None = None

    def __call__(self, texts: Collection[str]) -> Mapping[str, Numbers]:
        if self.others is None:
            self.others = _other_names()
        named: dict[str, list[int]] = {}
        numbers = {int(text) for text in texts if _is_number(text)}
        keys = {sort_key(text) for text in texts}
        for partner in partner_queries.called_or_numbered(
            sorted(keys), sorted(texts), sorted(numbers)
        ):
            for key in {*_keys(partner), f"#{partner.id}"}:
                named.setdefault(key, []).append(partner.id)
        found = {text: self._meant(text, named) for text in texts}
        return {text: numbers for text, numbers in found.items() if numbers}

    def _meant(self, text: str, named: Mapping[str, list[int]]) -> Numbers:
        key = name_key(text)
        called = (*named.get(key, ()), *named.get(text, ()))
        also = (self.others or {}).get(key, ())
        return tuple(dict.fromkeys(called or also or named.get(f"#{_number(text)}", ())))


def _other_names() -> dict[str, list[int]]:
    known: dict[str, list[int]] = {}
    for row in partner_queries.other_names():
        for name in {row.short_name, *(row.aliases or "").splitlines()}:
            if name and (key := name_key(name)):
                known.setdefault(key, []).append(row.id)
    return known


def _keys(row: TwoNames) -> set[str]:
    return {key for name in (row.name_en, row.name_zh) if name for key in (name_key(name), name)}


def _is_number(text: str) -> bool:
    return _number(text) != ""


def _number(text: str) -> str:
    digits = text.removeprefix("#").removesuffix(".0")
    return str(int(digits)) if digits.isascii() and digits.isdigit() and len(digits) < 18 else ""


def _partner_names(numbers: list[int]) -> Mapping[int, str]:
    return {row.id: name_of(row) for row in partner_queries.named(numbers)}


def _agreements() -> LookUp:
    """Agreements by title in either language, reference and number."""

    def look_up(texts: Collection[str]) -> Mapping[str, Numbers]:
        known: dict[str, list[int]] = {}
        numbers = {int(_number(text)) for text in texts if _is_number(text)}
        for agreement in agreement_queries.called_or_numbered(texts, texts, sorted(numbers)):
            for key in {*_keys(agreement), agreement.reference, f"#{agreement.id}"} - {None}:
                known.setdefault(str(key), []).append(agreement.id)
        found = {}
        for text in texts:
            keys = (text, name_key(text), f"#{_number(text)}")
            called = next((known[key] for key in keys if key in known), ())
            found[text] = tuple(dict.fromkeys(called))
        return {text: numbers for text, numbers in found.items() if numbers}

    return look_up


def _agreement_names(numbers: list[int]) -> Mapping[int, str]:
    return {row.id: name_of(row) for row in agreement_queries.named(numbers)}


def _among(known: Mapping[str, Iterable[int]]) -> LookUp:
    """Looks up in what is known already, since there are few."""
    return lambda texts: {
        text: tuple(dict.fromkeys(known[plain_key(text)]))
        for text in texts
        if plain_key(text) in known
    }


def _people() -> LookUp:
    """Those who work here by e-mail, or by name."""
    known: dict[str, list[int]] = {}
    for person in account_queries.people_and_addresses():
        for said in (person.email, person.name):
            known.setdefault(plain_key(said), []).append(person.id)
    return _among(known)


def _people_names(_numbers: list[int]) -> Mapping[int, str]:
    return {row.id: row.name for row in account_queries.people_and_addresses()}


def _types() -> LookUp:
    """Types of agreements by name in either language, or by the key of one that is shipped."""
    known: dict[str, list[int]] = {}
    for kind in agreement_queries.types():
        for said in filter(None, (kind.name_en, kind.name_zh, kind.key)):
            known.setdefault(plain_key(said), []).append(kind.id)
    return _among(known)


def _type_names(_numbers: list[int]) -> Mapping[int, str]:
    return {kind.id: name_of(kind) for kind in agreement_queries.types()}


def types_offered() -> list[tuple[str, str]]:
    """The types of agreements, as a cell would name each, and as a reader does."""
    kinds = agreement_queries.types()
    return [(kind.key or kind.name_en or kind.name_zh or "", name_of(kind)) for kind in kinds]


def _units() -> LookUp:
    known: dict[str, list[int]] = {}
    for unit in unit_queries.all_units():
        for said in filter(None, (unit.name_en, unit.name_zh)):
            known.setdefault(plain_key(said), []).append(unit.id)
    return _among(known)


def _unit_names(_numbers: list[int]) -> Mapping[int, str]:
    return {unit.id: name_of(unit) for unit in unit_queries.all_units()}


def _no_partner(cell: str) -> str:
    return _("No partner is called “%(cell)s”. Import or add it first.", cell=cell)


def _several_partners(cell: str) -> str:
    return _("Several partners are called “%(cell)s”: give the number of the one.", cell=cell)


def _contacts() -> LookUp:
    """Contacts by name in either language, e-mail and number."""

    def look_up(texts: Collection[str]) -> Mapping[str, Numbers]:
        known: dict[str, list[int]] = {}
        numbers = {int(_number(text)) for text in texts if _is_number(text)}
        mails = {mail for text in texts for mail in (text, text.lower())}
        for contact in contact_queries.called_or_numbered(texts, mails, sorted(numbers)):
            for key in {*_keys(contact), (contact.email or "").lower(), f"#{contact.id}"} - {""}:
                known.setdefault(key, []).append(contact.id)
        found = {}
        for text in texts:
            keys = (text, name_key(text), text.lower(), f"#{_number(text)}")
            found[text] = tuple(dict.fromkeys(next((known[k] for k in keys if k in known), ())))
        return {text: numbers for text, numbers in found.items() if numbers}

    return look_up


def _contact_names(numbers: list[int]) -> Mapping[int, str]:
    return {row.id: name_of(row) for row in contact_queries.named(numbers)}


CONTACT = Reference(
    _contacts,
    _contact_names,
    lambda cell: _("No contact is called “%(cell)s”. Import or add it first.", cell=cell),
    lambda cell: _("Several contacts are called “%(cell)s”: give the e-mail.", cell=cell),
)
PARTNER = Reference(_Partners, _partner_names, _no_partner, _several_partners)
PARTNERS = Reference(_Partners, _partner_names, _no_partner, _several_partners, many=True)
PERSON = Reference(
    _people,
    _people_names,
    lambda cell: _("Nobody here has the name or the address “%(cell)s”.", cell=cell),
    lambda cell: _("Several people are called “%(cell)s”: give the e-mail.", cell=cell),
)
AGREEMENT = Reference(
    _agreements,
    _agreement_names,
    lambda cell: _("No agreement is called “%(cell)s”.", cell=cell),
    lambda cell: _("Several agreements are called “%(cell)s”: give the reference.", cell=cell),
)
TYPE = Reference(
    _types,
    _type_names,
    lambda cell: _("No type of agreement is called “%(cell)s”.", cell=cell),
    lambda cell: _("Several types of agreement are called “%(cell)s”.", cell=cell),
)
UNITS = Reference(
    _units,
    _unit_names,
    lambda cell: _("No unit is called “%(cell)s”.", cell=cell),
    lambda cell: _("Several units are called “%(cell)s”.", cell=cell),
    many=True,
    is_ordered=False,
)
