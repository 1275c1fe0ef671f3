"""What can be imported: its columns, what they may be called, and how each cell is read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from crm.imports import partner_rows, values
from crm.imports.found import Found, Wanted
from crm.imports.values import People, Read
from crm.models import Category, PartnerStatus
from crm.partners.actions import create_partner, update_partner
from crm.partners.queries import to_change
from crm.web.locale import country_name
from crm.web.words import CATEGORIES, PARTNER_STATUSES

NUMBER, VERSION = "id", "version"


@dataclass(frozen=True)
class Field:
    """A column's content: the attribute that it fills, and what the column may be called.

    `default` is what a new record gets without it; a field that is not `clearable` keeps what it
    has when the cell is empty.
    """

    name: str
    label: LazyString
    read: Read
    aliases: tuple[str, ...] = ()
    default: Any = None
    required: bool = False
    clearable: bool = True
    kept: Callable[[Any], Any] = field(default=lambda value: value)
    """Makes of a value in JSON what the record keeps."""

    said: Callable[[Any, People], str] = field(default=lambda value, _people: str(value))
    """How the value reads to a person."""


@dataclass(frozen=True)
class Subject:
    """A kind of record that a file can bring."""

    what: str
    title: LazyString
    record: str
    """What addresses and the history call one of them."""

    named_by: tuple[str, ...]
    """The fields by one of which a file has to name its records."""

    fields: tuple[Field, ...]
    find: Callable[[Sequence[Wanted]], Sequence[Sequence[Found]]]
    """The records that each row may mean."""

    refusal: Callable[[Mapping[str, Any]], str | None]
    """Why a record with those values cannot be."""

    keys: Callable[[Mapping[str, Any]], Sequence[str]]
    """What makes two rows of a file the same record."""

    create: Callable[[Mapping[str, Any]], Any]
    update: Callable[[Mapping[str, Any], Any], Any]
    load: Callable[[Sequence[int]], Mapping[int, Any]]

    @property
    def attributes(self) -> tuple[str, ...]:
        return tuple(item.name for item in self.fields)

    def field(self, name: str) -> Field:
        return next(item for item in self.fields if item.name == name)


USUAL_CATEGORIES = {
    "国际": Category.INTERNATIONAL,
    "境外": Category.INTERNATIONAL,
    "政府": Category.GOVERNMENT,
    "医院": Category.HOSPITAL,
    "企业": Category.ENTERPRISE,
    "公司": Category.ENTERPRISE,
    "company": Category.ENTERPRISE,
    "其他": Category.OTHER,
    "其它": Category.OTHER,
}

PARTNERS = Subject(
    what="partners",
    title=_l("Partners"),
    record="partner",
    named_by=("name_en", "name_zh"),
    fields=(
        Field(
            "name_en",
            _l("Name in English"),
            values.text(200),
            (
                "name",
                "partner",
                "english name",
                "organisation",
                "organization",
                "institution",
                "英文名",
                "英文名称",
                "外文名称",
            ),
        ),
        Field(
            "name_zh",
            _l("Name in Chinese"),
            values.text(200),
            (
                "chinese name",
                "名称",
                "中文名",
                "中文名称",
                "单位",
                "单位名称",
                "机构",
                "机构名称",
                "合作单位",
                "合作机构",
            ),
        ),
        Field(
            "short_name",
            _l("Short name"),
            values.text(50),
            ("abbreviation", "acronym", "alias", "缩写"),
        ),
        Field(
            "category",
            _l("Category"),
            values.word(CATEGORIES, USUAL_CATEGORIES),
            ("type", "kind", "类型", "类别"),
            required=True,
            clearable=False,
            kept=Category,
            said=lambda value, _people: str(CATEGORIES[Category(value)]),
        ),
        Field(
            "country",
            _l("Country or region"),
            values.country,
            ("country", "region", "country code", "国家", "国别", "地区"),
            said=lambda value, _people: country_name(value),
        ),
        Field("city", _l("City"), values.text(100), ("town", "所在城市")),
        Field(
            "website",
            _l("Website"),
            values.web_address(300),
            ("web", "url", "homepage", "web address", "网址", "官网", "主页"),
        ),
        Field(
            "status",
            _l("Status"),
            values.word(PARTNER_STATUSES),
            ("state",),
            default=PartnerStatus.ACTIVE,
            clearable=False,
            kept=PartnerStatus,
            said=lambda value, _people: str(PARTNER_STATUSES[PartnerStatus(value)]),
        ),
        Field(
            "owner_id",
            _l("Responsible"),
            values.person,
            ("owner", "person responsible", "联络人", "经办人"),
            said=lambda value, people: people.names.get(value, ""),
        ),
        Field("notes", _l("Notes"), values.text(20_000), ("note", "remarks", "comments", "说明")),
    ),
    find=partner_rows.find,
    refusal=partner_rows.refusal,
    keys=partner_rows.keys,
    create=lambda given: create_partner(given, save_anyway=True),
    update=lambda given, record: update_partner(given, record, save_anyway=True),
    load=to_change,
)

SUBJECTS: Mapping[str, Subject] = {PARTNERS.what: PARTNERS}
