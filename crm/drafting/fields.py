"""The fields that a template may use, each with what it says and an example in both languages.

The page that explains them, the check of an uploaded template and its trial run read this table.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from crm.frozen import Frozen

TEXT = "text"
"""The shape of a field that is a text."""

Shape = str | Mapping[str, Any] | list[Any]
"""Of a text, of a thing with fields, or of a list whose only item is the shape of each."""


class TemplateField(Frozen):
    """A field as a template writes it: `title`, `partner.name`; `partners[]` is a list."""

    path: str
    meaning: LazyString
    en: str
    zh: str


_PARTNER = (
    TemplateField(
        "name",
        _l("Name, in the language of the template when there is one"),
        "University of Oslo",
        "奥斯陆大学",
    ),
    TemplateField(
        "other_name", _l("Name in the other language"), "奥斯陆大学", "University of Oslo"
    ),
    TemplateField("short_name", _l("Short name"), "UiO", "UiO"),
    TemplateField("country", _l("Country or region"), "Norway", "挪威"),
    TemplateField("city", _l("City"), "Oslo", "奥斯陆"),
    TemplateField("role", _l("Role in the agreement"), "Counterpart", "对方"),
    TemplateField("signed_on", _l("Day on which it signed"), "24 November 2026", "2026年11月24日"),
    TemplateField("signatory", _l("First signatory"), "Kari Nordmann", "卡丽·诺德曼"),
    TemplateField("position", _l("Position of the first signatory"), "Rector", "校长"),
    TemplateField("signatories[].name", _l("Each signatory: name"), "Kari Nordmann", "卡丽·诺德曼"),
    TemplateField("signatories[].position", _l("Each signatory: position"), "Rector", "校长"),
)
_SCHOOL = (
    TemplateField(
        "name", _l("Our school, in the language of the template"), "School of Medicine", "医学院"
    ),
    TemplateField(
        "other_name", _l("Our school in the other language"), "医学院", "School of Medicine"
    ),
    TemplateField("address", _l("Address"), "1 University Road, Beijing", "北京市大学路1号"),
    TemplateField("city", _l("City"), "Beijing", "北京"),
    TemplateField("signatory", _l("Who signs for us"), "Wang Fang", "王芳"),
    TemplateField("position", _l("Position of who signs for us"), "Dean", "院长"),
)
_AGREEMENT = (
    TemplateField(
        "title",
        _l("Title, in the language of the template when there is one"),
        "Memorandum of Understanding",
        "合作备忘录",
    ),
    TemplateField(
        "other_title",
        _l("Title in the other language"),
        "合作备忘录",
        "Memorandum of Understanding",
    ),
    TemplateField("type", _l("Type of agreement"), "Memorandum of understanding", "合作备忘录"),
    TemplateField("reference", _l("Reference"), "2026-MOU-014", "2026-MOU-014"),
    TemplateField("signed_on", _l("Signed on"), "24 November 2026", "2026年11月24日"),
    TemplateField("effective_on", _l("In force from"), "1 January 2027", "2027年1月1日"),
    TemplateField("expires_on", _l("Ends on"), "31 December 2031", "2031年12月31日"),
    TemplateField("is_open_ended", _l("Whether it has no end, for conditions"), "yes", "是"),
    TemplateField("term", _l("Term, when it is whole years or months"), "5 years", "5年"),
    TemplateField("notice_days", _l("Notice in days"), "90", "90"),
    TemplateField(
        "areas", _l("Areas of cooperation"), "Research, exchange of students", "科研合作、学生交流"
    ),
    TemplateField("purpose", _l("Purpose"), "To share what both know.", "共享双方所长。"),
    TemplateField("value", _l("Value"), "CNY 120,000.00", "CNY 120,000.00"),
    TemplateField("lead", _l("Academic lead"), "Li Na", "李娜"),
    TemplateField("responsible", _l("Responsible member of staff"), "Lin Mei", "林梅"),
    TemplateField(
        "umbrella",
        _l("Title of the agreement that it stands under"),
        "Framework agreement",
        "框架协议",
    ),
    TemplateField("today", _l("Day of the draft"), "24 November 2026", "2026年11月24日"),
    TemplateField(
        "partner_names",
        _l("Names of all partners in one line"),
        "University of Oslo and Karolinska Institutet",
        "奥斯陆大学和卡罗林斯卡学院",
    ),
    TemplateField(
        "unit_names", _l("Our units that it covers, in one line"), "School of Nursing", "护理学院"
    ),
    TemplateField("units[]", _l("Our units, each by its name"), "School of Nursing", "护理学院"),
)


def _under(prefix: str, fields: Iterable[TemplateField]) -> tuple[TemplateField, ...]:
    return tuple(TemplateField(f"{prefix}.{f.path}", f.meaning, f.en, f.zh) for f in fields)


GROUPS: tuple[tuple[LazyString, tuple[TemplateField, ...]], ...] = (
    (_l("Agreement"), _AGREEMENT),
    (_l("Our school"), _under("school", _SCHOOL)),
    (_l("The partner who is named first"), _under("partner", _PARTNER)),
    (_l("Each partner"), _under("partners[]", _PARTNER)),
)
KNOWN = tuple(field for _title, fields in GROUPS for field in fields)


def shape(own: Iterable[str]) -> Mapping[str, Shape]:
    """What a template may name; `own` are the keys of the fields that types have of their own."""
    known: dict[str, Any] = {"fields": dict.fromkeys(own, TEXT)}
    for field in KNOWN:
        _put(known, field.path.split("."), TEXT)
    return known


def example(language: str, own: Iterable[str]) -> dict[str, Any]:
    """A context in which each field says its example."""
    filled: dict[str, Any] = {"fields": dict.fromkeys(own, "…")}
    for field in KNOWN:
        _put(filled, field.path.split("."), field.zh if language == "zh" else field.en)
    return filled


def _put(place: dict[str, Any], path: list[str], value: str) -> None:
    """Set the value at the path; a list on the way gets one item."""
    name, *rest = path
    if not name.endswith("[]"):
        if rest:
            _put(place.setdefault(name, {}), rest, value)
        else:
            place[name] = value
        return
    name = name.removesuffix("[]")
    if not rest:
        place[name] = [value]
    else:
        items = place.setdefault(name, [{}])
        _put(items[0], rest, value)
