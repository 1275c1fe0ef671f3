"""Agreements from a file: their columns, what these may be called, and how each cell is read."""

from collections.abc import Mapping
from decimal import Decimal

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from crm.agreements.queries import to_change
from crm.database import Word
from crm.imports import agreement_rows, days, look_ups, type_fields, values
from crm.imports.fields import Field, Subject, word_field
from crm.imports.tags import tags_field
from crm.models import Renewal, Stage
from crm.models.life import BEING_MADE
from crm.web.agreement_words import RENEWALS, STAGES
from crm.web.numbers import plain_number

FIRST_STAGES: Mapping[Word, LazyString] = {
    stage: STAGES[stage] for stage in (Stage.SIGNED, *BEING_MADE)
}
"""In which a new one may stand; from there it moves by steps."""

USUAL_RENEWALS = {
    "automatic": Renewal.AUTOMATIC,
    "auto": Renewal.AUTOMATIC,
    "自动": Renewal.AUTOMATIC,
    "自动续签": Renewal.AUTOMATIC,
    "自动顺延": Renewal.AUTOMATIC,
    "mutual": Renewal.MUTUAL,
    "consent": Renewal.MUTUAL,
    "协商续签": Renewal.MUTUAL,
    "双方协商": Renewal.MUTUAL,
    "none": Renewal.NONE,
    "no": Renewal.NONE,
    "不续签": Renewal.NONE,
    "无": Renewal.NONE,
}

AGREEMENTS = Subject(
    what="agreements",
    title=_l("Agreements"),
    record="agreement",
    named_by=("title_en", "title_zh"),
    fields=(
        Field(
            "title_en",
            _l("Title in English"),
            values.text(200),
            (
                "title",
                "agreement",
                "name",
                "english title",
                "title (english)",
                "英文名称",
                "英文标题",
            ),
        ),
        Field(
            "title_zh",
            _l("Title in Chinese"),
            values.text(200),
            (
                "chinese title",
                "title (chinese)",
                "名称",
                "协议名称",
                "标题",
                "中文名称",
                "中文标题",
            ),
        ),
        Field(
            "type_id",
            _l("Type"),
            aliases=("agreement type", "kind", "category", "协议类型", "类别"),
            reference=look_ups.TYPE,
            required=True,
            clearable=False,
            offered=look_ups.types_offered,
            means=look_ups.types_offered,
        ),
        Field(
            "partner_ids",
            _l("Partners"),
            aliases=(
                "partner",
                "parties",
                "party",
                "with whom",
                "合作单位",
                "合作机构",
                "合作方",
                "对方单位",
                "外方单位",
            ),
            reference=look_ups.PARTNERS,
            required=True,
            clearable=False,
        ),
        Field(
            "partners_zh",
            _l("Partners in Chinese"),
            aliases=("partner in chinese",),
            reference=look_ups.PARTNERS,
            joins="partner_ids",
        ),
        Field(
            "reference",
            _l("Reference"),
            values.text(40),
            ("agreement number", "agreement no", "code", "no", "协议编号", "协议号", "合同编号"),
        ),
        word_field(
            "stage",
            _l("Where it stands"),
            FIRST_STAGES,
            aliases=("stage",),
            default=Stage.SIGNED,
            only_new=True,
        ),
        Field(
            "signed_on",
            _l("Signed on"),
            days.day,
            (
                "signed",
                "date signed",
                "signing date",
                "签署日期",
                "签署时间",
                "签订日期",
                "签订时间",
                "签约日期",
                "签约时间",
            ),
            kept=days.day_kept,
            said=days.day_said,
        ),
        Field(
            "effective_on",
            _l("In force from"),
            days.day,
            (
                "effective",
                "effective on",
                "effective date",
                "start",
                "start date",
                "valid from",
                "生效日期",
                "生效时间",
                "开始日期",
                "开始时间",
                "起始日期",
            ),
            kept=days.day_kept,
            said=days.day_said,
        ),
        Field(
            "expires_on",
            _l("Ends on"),
            days.end,
            (
                "end",
                "end date",
                "expires",
                "expires on",
                "expiry",
                "expiry date",
                "valid until",
                "到期日期",
                "到期时间",
                "终止日期",
                "终止时间",
                "结束日期",
                "结束时间",
                "截止日期",
                "有效期至",
            ),
            kept=days.end_kept,
            said=days.end_said,
        ),
        Field(
            "notice_days",
            _l("Notice in days"),
            values.number_within(0, 3650),
            ("notice", "notice days"),
            clearable=False,
        ),
        word_field(
            "renewal",
            _l("Renewal"),
            RENEWALS,
            aliases=("renews", "续约", "续约方式", "续签方式"),
            usual=USUAL_RENEWALS,
            default=Renewal.NONE,
            clearable=False,
        ),
        Field("renewal_months", _l("Renews for months"), values.number_within(1, 1200)),
        Field(
            "parent_id",
            _l("Stands under"),
            aliases=("umbrella", "umbrella agreement", "framework", "上级协议", "框架协议"),
            reference=look_ups.AGREEMENT,
        ),
        Field(
            "predecessor_id",
            _l("Follows"),
            aliases=("predecessor", "renewal of", "previous agreement", "前一协议", "原协议"),
            reference=look_ups.AGREEMENT,
        ),
        Field(
            "owner_id",
            _l("Responsible"),
            aliases=("owner", "person responsible", "经办人"),
            reference=look_ups.PERSON,
        ),
        Field("lead_name", _l("Academic lead"), values.text(200), ("lead", "学术带头人")),
        Field("lead_email", _l("E-mail of the lead"), values.e_mail),
        Field(
            "unit_ids",
            _l("Units covered"),
            aliases=("units", "unit", "涉及单位"),
            reference=look_ups.UNITS,
        ),
        Field(
            "value_amount",
            _l("Value"),
            values.amount,
            ("amount", "金额"),
            kept=Decimal,
            said=lambda value: plain_number(Decimal(value)),
        ),
        Field("value_currency", _l("Currency"), values.currency, ("币种",)),
        Field("areas", _l("Areas of cooperation"), values.text(300), ("areas", "area", "领域")),
        Field(
            "is_confidential",
            _l("Confidential"),
            values.yes_no({}, type_fields.NO, type_fields.YES),
            ("is confidential", "secret", "保密协议", "是否保密"),
            default=False,
            clearable=False,
            said=lambda value: str(type_fields.YES if value else type_fields.NO),
        ),
        Field("purpose", _l("Purpose"), values.text(20_000)),
        tags_field(),
        Field("notes", _l("Notes"), values.text(20_000), ("note", "remarks", "comments", "说明")),
    ),
    begin=lambda: type_fields.WithAnswers(agreement_rows.find),
    refusal=agreement_rows.refusal,
    keys=agreement_rows.keys,
    create=agreement_rows.create,
    update=agreement_rows.update,
    load=to_change,
    more=type_fields.own_fields,
)
