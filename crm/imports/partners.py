"""Partners from a file: their columns, what these may be called, and how each cell is read."""

from flask_babel import lazy_gettext as _l

from crm.imports import look_ups, partner_rows, values
from crm.imports.fields import Field, Subject, word_field
from crm.imports.tags import tags_field
from crm.models import Category, PartnerStatus
from crm.models.identifiers import as_credit_code, as_isni, as_ror
from crm.partners.actions import create_partner, lay_in_partners
from crm.partners.queries import to_change
from crm.web.locale import countries_by_name, country_name, language
from crm.web.words import CATEGORIES, PARTNER_STATUSES

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
                "name (english)",
                "english",
                "partner",
                "partner name",
                "english name",
                "organisation",
                "organization",
                "organisation name",
                "organization name",
                "institution",
                "institution name",
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
                "name (chinese)",
                "chinese",
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
            ("abbreviation", "acronym", "缩写"),
        ),
        word_field(
            "category",
            _l("Category"),
            CATEGORIES,
            aliases=(
                "type",
                "kind",
                "partner type",
                "organisation type",
                "organization type",
                "类型",
                "类别",
                "性质",
                "单位性质",
                "单位类型",
                "机构类型",
            ),
            usual=USUAL_CATEGORIES,
            required=True,
            clearable=False,
            offered=lambda: [(word.value, str(label)) for word, label in CATEGORIES.items()],
        ),
        Field(
            "country",
            _l("Country or region"),
            values.country,
            (
                "country",
                "region",
                "country code",
                "country / region",
                "国家",
                "国别",
                "地区",
                "国家地区",
                "国别地区",
            ),
            means=lambda: countries_by_name(language()),
            said=country_name,
        ),
        Field("city", _l("City"), values.text(100), ("town", "所在城市")),
        Field(
            "website",
            _l("Website"),
            values.web_address(300),
            ("web", "url", "homepage", "web address", "网址", "官网", "主页"),
        ),
        word_field(
            "status",
            _l("Status"),
            PARTNER_STATUSES,
            aliases=("state",),
            default=PartnerStatus.ACTIVE,
            clearable=False,
        ),
        Field(
            "parent_id",
            _l("Belongs to"),
            aliases=(
                "parent",
                "parent organisation",
                "part of",
                "university",
                "上级单位",
                "所属单位",
            ),
            reference=look_ups.PARTNER,
            is_within=True,
        ),
        Field(
            "owner_id",
            _l("Responsible"),
            aliases=("owner", "person responsible", "联络人", "经办人"),
            reference=look_ups.PERSON,
        ),
        Field("notes", _l("Notes"), values.text(20_000), ("note", "remarks", "comments", "说明")),
        Field(
            "aliases",
            _l("Other names"),
            values.names(200, 4000),
            ("alias", "former names", "also known as", "曾用名", "别名"),
        ),
        tags_field(),
        Field("ror", _l("ROR"), values.checked(as_ror), ("ror id",)),
        Field(
            "credit_code",
            _l("Unified Social Credit Code"),
            values.checked(as_credit_code),
            ("credit code", "uscc", "信用代码", "社会信用代码"),
        ),
        Field("isni", _l("ISNI"), values.checked(as_isni)),
    ),
    begin=partner_rows.Finder,
    refusal=partner_rows.refusal,
    keys=partner_rows.keys,
    create=lambda given, _moment: create_partner(given, save_anyway=True),
    update=partner_rows.update,
    lay_in=lay_in_partners,
    load=to_change,
)
