"""Contacts from a file, each with a position: columns, what they may be called, how they read."""

from types import MappingProxyType

from flask_babel import lazy_gettext as _l

from crm.contacts.actions import create_contact
from crm.contacts.queries import to_change
from crm.imports import contact_rows, look_ups, values
from crm.imports.fields import Field, LetGo, Subject, word_field
from crm.imports.tags import tags_field
from crm.models import Honorific, Purpose
from crm.models.people import WRITTEN
from crm.web.words import HONORIFICS, PURPOSES, SOURCES

NOT_NOTED = _l("Not noted")

CONTACTS = Subject(
    what="contacts",
    title=_l("Contacts"),
    record="contact",
    named_by=("name_en", "name_zh"),
    fields=(
        Field(
            "name_en",
            _l("Name in English"),
            values.text(200),
            (
                "name",
                "full name",
                "contact",
                "contact person",
                "english name",
                "name (english)",
                "英文名",
                "英文姓名",
            ),
        ),
        Field(
            "name_zh",
            _l("Name in Chinese"),
            values.text(200),
            ("chinese name", "name (chinese)", "姓名", "中文名", "中文姓名", "联系人"),
        ),
        word_field(
            "honorific",
            _l("Form of address"),
            HONORIFICS,
            usual=MappingProxyType(
                {
                    way.casefold(): Honorific(word)
                    for word, written in WRITTEN.items()
                    for way in (written.before, written.before.rstrip("."), written.after)
                }
            ),
            aliases=("honorific", "salutation", "prefix", "称谓", "尊称"),
            none=NOT_NOTED,
        ),
        Field(
            "partner_id",
            _l("Partner"),
            aliases=(
                "organisation",
                "organization",
                "institution",
                "company",
                "partner number",
                "单位",
                "单位名称",
                "工作单位",
                "所在单位",
                "机构",
                "合作单位",
                "合作机构",
            ),
            required=True,
            clearable=False,
            reference=look_ups.PARTNER,
        ),
        Field(
            "partner_zh",
            _l("Partner in Chinese"),
            reference=look_ups.PARTNER,
            joins="partner_id",
        ),
        Field(
            "position",
            _l("Position"),
            values.text(200),
            ("title", "job title", "role", "职位", "职称", "职务头衔"),
        ),
        Field(
            "department",
            _l("Department"),
            values.text(200),
            ("division", "school", "科室", "院系"),
        ),
        Field(
            "email",
            _l("E-mail"),
            values.e_mail,
            (
                "mail",
                "e-mail address",
                "email address",
                "邮箱",
                "邮箱地址",
                "电子邮箱",
                "电邮",
                "邮件",
            ),
        ),
        Field(
            "phone",
            _l("Phone"),
            values.text(60),
            (
                "telephone",
                "mobile",
                "tel",
                "phone number",
                "手机",
                "手机号",
                "手机号码",
                "联系电话",
                "联系方式",
            ),
        ),
        tags_field(),
        Field("notes", _l("Notes"), values.text(20_000), ("note", "remarks", "comments", "说明")),
        word_field(
            "purpose",
            _l("What it is kept for"),
            PURPOSES,
            aliases=("purpose", "用途"),
            none=NOT_NOTED,
            default=Purpose.COOPERATION,
        ),
        word_field(
            "source",
            _l("Where it is from"),
            SOURCES,
            aliases=("source", "来源"),
            none=NOT_NOTED,
            offered=lambda: [(word.value, str(label)) for word, label in SOURCES.items()],
        ),
        Field("source_note", _l("More about purpose and source"), values.text(300)),
    ),
    begin=contact_rows.Finder,
    refusal=contact_rows.refusal,
    keys=contact_rows.keys,
    create=lambda given, _moment: create_contact(given),
    update=contact_rows.update,
    load=to_change,
    let_go=LetGo(("partner_id", "position", "department"), into="notes"),
)
